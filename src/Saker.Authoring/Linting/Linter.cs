using Saker.Authoring.Linting.Checks;
using Saker.Fields;
using Saker.Rules.Files;

namespace Saker.Authoring.Linting;

/// <summary>Looks through rules files for what loads and yet does not do what was meant.</summary>
/// <param name="catalog">Fields that rules may name.</param>
public sealed class Linter(IFieldCatalog catalog)
{
    private static readonly ILintCheck[] Checks =
    [
        new ContradictionCheck(), new SwitchedOffCheck(), new ShadowCheck(), new RedefinitionCheck(), new RepetitionCheck(), new ImpossibleValueCheck(),
        new AttackerTextCheck(), new PatternCheck(), new AttackTagCheck(), new HighVolumeCheck(),
    ];

    /// <summary>Loads files, each on top of those before, and looks through what comes of it.</summary>
    public LintResult Lint(IEnumerable<string> paths)
    {
        var loaded = new RuleFileLoader(LoadOptions.ForSyscalls(catalog)).LoadFiles(paths);
        var findings = loaded.Files.SelectMany(f => f.Errors.Concat(f.Warnings).Select(w => Of(f, w))).ToList();
        // What does not load says nothing of what was meant.
        if (loaded.Files.All(f => f.Successful))
        {
            var subject = new LintSubject(loaded.Rules, catalog);
            findings.AddRange(Checks.SelectMany(c => c.Find(subject)));
        }

        var allowances = new Allowances();
        var order = loaded.Files.Select((f, i) => (f.Name, Index: i)).DistinctBy(f => f.Name).ToDictionary(f => f.Name, f => f.Index);
        var all = findings.DistinctBy(f => (f.Code.Name, f.File, f.Line, f.Column, f.Message)).ToList();
        var kept = all.Where(f => !allowances.Covers(f)).OrderBy(f => order.GetValueOrDefault(f.File)).ThenBy(f => f.Line).ThenBy(f => f.Column).ToList();
        return new LintResult(WithoutEchoes(kept), loaded.Rules.Rules.Length, all.Count - kept.Count);
    }

    /// <summary>A rule that never matches is said once, where the reason is known best.</summary>
    private static List<LintFinding> WithoutEchoes(List<LintFinding> findings)
    {
        var explained = findings.Where(f => f.Code == LintCode.RuleNeverMatches && f.Line != f.ItemLine).Select(f => (f.File, f.ItemLine)).ToHashSet();
        return [.. findings.Where(f => f.Code != LintCode.RuleNeverMatches || f.Line != f.ItemLine || !explained.Contains((f.File, f.ItemLine)))];
    }

    private static LintFinding Of(FileResult file, Finding finding)
    {
        // Behind the way through the file may come a place in a condition, which is counted from the condition's beginning.
        var way = finding.Locations.TakeWhile(l => l.FileName == finding.Locations[0].FileName).ToList();
        var (item, place) = (way[Math.Min(1, way.Count - 1)], way[^1]);
        // Of a file that cannot be read there is nothing to quote.
        string snippet = finding.Code == FindingCode.FileRead ? "" : finding.Snippet;
        string name = item.ItemName.Length > 0 ? $"{item.ItemType} '{item.ItemName}'" : "";
        return new LintFinding(
            LintCode.Of(finding.Code), finding.Message, file.Name, place.Line + 1, place.Column + 1, name, item.Line + 1, snippet);
    }
}
