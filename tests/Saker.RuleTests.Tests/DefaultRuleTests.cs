using System.Globalization;
using Saker.Rules;
using Saker.RuleTests.Files;
using Saker.RuleTests.Running;

namespace Saker.RuleTests.Tests;

/// <summary>The default rules pass their tests, and the tests notice when a rule loses a part of its condition.</summary>
public sealed class DefaultRuleTests
{
    private static readonly string Rules = Path.Combine(AppContext.BaseDirectory, "rules");

    [Fact]
    public void Default_rules_pass_their_tests()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        RuleTestRun.Run([Rules], output).Should().BeTrue(output.ToString());
    }

    /// <summary>The share may only rise. What is missed today is implied by other conjuncts, or waits for images of containers.</summary>
    [Fact]
    public void Four_of_five_conjuncts_are_missed_when_they_are_dropped()
    {
        TestFile[] files = [.. TestFileFinder.Find([Rules]).Select(TestFileReader.Read)];
        var rules = RulesOf(files[0]);
        var survivors = new List<string>();
        int mutants = 0;
        foreach (var rule in rules)
        {
            var conjuncts = ConjunctMutation.Conjuncts(rule.Condition);
            for (int i = 0; i < conjuncts.Length && conjuncts.Length > 1; i++)
            {
                mutants++;
                if (!IsNoticed(files, new ConjunctMutation(rule.Name, i)))
                    survivors.Add($"{rule.Name}: {conjuncts[i]}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{mutants - survivors.Count} of {mutants} noticed\n{string.Join('\n', survivors)}");
        (mutants - survivors.Count).Should().BeGreaterThanOrEqualTo(mutants * 8 / 10, string.Join('\n', survivors));
    }

    private static bool IsNoticed(TestFile[] files, ConjunctMutation mutation) => files.Any(file =>
        new RuleTestRunner(file, mutation.Apply) { Explains = false }.Run().Any(r => !r.Passed));

    private static List<Rule> RulesOf(TestFile file)
    {
        var rules = new List<Rule>();
        _ = new RuleTestRunner(file, rule =>
        {
            rules.Add(rule);
            return rule;
        }).Run().First();
        return rules;
    }
}
