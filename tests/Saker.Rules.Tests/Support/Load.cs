using Saker.Rules.Evaluation;
using Saker.Rules.Files;

namespace Saker.Rules.Tests;

/// <summary>Shorthands for loading rules from text.</summary>
internal static class Load
{
    public static LoadResult Yaml(params string[] contents) => Yaml(new FakeCatalog(), contents);

    public static LoadResult Yaml(FakeCatalog catalog, params string[] contents) => new RuleFileLoader(LoadOptions.ForSyscalls(catalog))
        .Load(contents.Select((content, i) => new RuleFile($"rules_{i + 1}.yaml", content)));

    public static Finding OnlyError(params string[] contents) => Yaml(contents).Files[^1].Errors.Should().ContainSingle().Subject;

    public static Finding OnlyWarning(params string[] contents) => Yaml(contents).Files[^1].Warnings.Should().ContainSingle().Subject;

    /// <summary>A rule with a condition and nothing else of interest.</summary>
    public static string Rule(string condition, string name = "probe", string more = "") =>
        $"- rule: {name}\n  desc: d\n  output: o\n  priority: INFO\n  condition: >\n    {condition}\n{more}";

    public static RuleMatcher Matcher(
        FakeCatalog catalog, EvaluationMode mode, RuleMatching matching, params string[] conditions)
    {
        var result = Yaml(catalog, string.Concat(conditions.Select((c, i) => Rule(c, $"rule {i}"))));
        result.Files[0].Errors.Should().BeEmpty();
        return RuleMatcher.Compile(result.Rules.Rules, new MatcherOptions { Mode = mode, Matching = matching, CompileFrom = 0 });
    }
}
