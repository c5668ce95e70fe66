using Saker.Events;
using Saker.Rules.Evaluation;

namespace Saker.Rules.Tests;

/// <summary>What asking each rule costs is told by a sample, which changes no verdict.</summary>
public class RuleCostTests
{
    private const int Samples = 3;

    [Theory]
    [InlineData(RuleMatching.First, 10)]
    [InlineData(RuleMatching.All, 10)]
    [InlineData(RuleMatching.First, 100)]
    [InlineData(RuleMatching.All, 100)]
    public void Verdicts_are_the_same_whether_or_not_an_event_is_in_the_sample(RuleMatching matching, int rules)
    {
        var catalog = new FakeCatalog();
        catalog.Set("proc.name", "tool3");
        catalog.Set("fd.name", "/etc/app7");
        var matcher = Matcher(catalog, matching, rules);
        int[] expected = matching == RuleMatching.First ? [3] : [3, 7];
        var matches = new MatchList();
        for (int i = 0; i < Samples * RuleCosts.Period; i++)
        {
            matcher.Match(TestEvents.Of(EventCode.SyscallOpenat_2X), matches);
            if (!matches.Rules.SequenceEqual(expected))
                matches.Rules.ToArray().Should().Equal(expected, $"event {i}");
        }
    }

    [Fact]
    public void Each_sampled_event_stands_for_many()
    {
        var catalog = new FakeCatalog();
        catalog.Set("proc.name", "tool3");
        catalog.Set("fd.name", "/etc/app7");
        var matcher = Matcher(catalog, RuleMatching.All, 10);
        var matches = new MatchList();
        for (int i = 0; i < Samples * RuleCosts.Period; i++)
            matcher.Match(TestEvents.Of(EventCode.SyscallOpenat_2X), matches);
        matcher.Costs!.Evaluations(0).Should().Be(Samples * RuleCosts.Period);
        matcher.Rules.Sum(r => matcher.Costs.Seconds(r.Index)).Should().BePositive();
    }

    [Fact]
    public void Rules_that_an_event_cannot_match_are_not_asked()
    {
        var catalog = new FakeCatalog();
        catalog.Set("proc.name", "tool3");
        catalog.Set("fd.name", "/etc/app7");
        var matcher = Matcher(catalog, RuleMatching.All, 100);
        var matches = new MatchList();
        for (int i = 0; i < RuleCosts.Period; i++)
            matcher.Match(TestEvents.Of(EventCode.SyscallOpenat_2X), matches);
        matcher.Rules.Where(r => matcher.Costs!.Evaluations(r.Index) > 0).Select(r => r.Index).Should().Equal(3, 7);
    }

    [Fact]
    public void Nothing_is_measured_unless_it_is_asked_for() =>
        Load.Matcher(new FakeCatalog(), EvaluationMode.Compiled, RuleMatching.First, "proc.name = a").Costs.Should().BeNull();

    /// <summary>Rules that ask for a process or a file with the number of the rule.</summary>
    private static RuleMatcher Matcher(FakeCatalog catalog, RuleMatching matching, int rules)
    {
        var loaded = Load.Yaml(catalog, string.Concat(Enumerable.Range(0, rules)
            .Select(i => Load.Rule($"evt.type = openat and (proc.name = tool{i} or fd.name = /etc/app{i})", $"rule {i}"))));
        loaded.Files[0].Errors.Should().BeEmpty();
        return RuleMatcher.Compile(
            loaded.Rules.Rules, new MatcherOptions { Mode = EvaluationMode.Compiled, Matching = matching, MeasuresCosts = true, CompileFrom = 10 });
    }
}
