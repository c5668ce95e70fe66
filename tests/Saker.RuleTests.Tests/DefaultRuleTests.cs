using System.Globalization;
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

    /// <summary>
    /// The share may only rise. What is missed today are conjuncts that tell the engine which events to ask about, beside others that
    /// hold for no other event anyway.
    /// </summary>
    [Fact]
    public void Nearly_every_conjunct_is_missed_when_it_is_dropped()
    {
        var files = TestFileFinder.Find([Rules]).Select(TestFileReader.Read).Select(f => (File: f, Rules: new LoadedTestRules(f))).ToArray();
        var survivors = new List<string>();
        int mutants = 0;
        foreach (var rule in files[0].Rules.For(files[0].File.Tests.First(t => t.Overlay.Length == 0)))
        {
            var conjuncts = ConjunctMutation.Conjuncts(rule.Condition);
            for (int i = 0; i < conjuncts.Length && conjuncts.Length > 1; i++)
            {
                mutants++;
                int index = i;
                bool noticed = files.Any(f => new RuleTestRunner(
                    f.File, f.Rules, new ConjunctMutation(rule.Name, index, f.Rules.Catalog).Apply)
                { Explains = false }.Run().Any(r => !r.Passed));
                if (!noticed)
                    survivors.Add($"{rule.Name}: {conjuncts[i]}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{mutants - survivors.Count} of {mutants} noticed\n{string.Join('\n', survivors)}");
        (mutants - survivors.Count).Should().BeGreaterThanOrEqualTo(mutants * 94 / 100, string.Join('\n', survivors));
    }
}
