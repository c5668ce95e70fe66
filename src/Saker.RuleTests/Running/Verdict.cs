using Saker.RuleTests.Files;

namespace Saker.RuleTests.Running;

/// <summary>What was expected held against what was raised.</summary>
/// <param name="Lines">What differs; empty when nothing does.</param>
/// <param name="Rules">Rules whose answer differs.</param>
internal sealed record Verdict(IReadOnlyList<string> Lines, IReadOnlyList<string> Rules)
{
    public static Verdict Of(Expectation expectation, IReadOnlyList<RaisedAlert> raised)
    {
        var lines = new List<string>();
        var rules = new List<string>();
        var left = raised.ToList();
        foreach (var alert in expectation.Alerts ?? [])
        {
            var fitting = left.Where(r => Fits(alert, r)).Take(alert.Count).ToList();
            left.RemoveAll(fitting.Contains);
            if (fitting.Count == alert.Count)
                continue;
            lines.Add($"expected: {Describe(alert)}");
            var near = left.FirstOrDefault(r => r.Rule == alert.Rule);
            if (near is null)
                rules.Add(alert.Rule);
            else
                lines.Add($"raised:   {alert.Rule} with {string.Join(", ", alert.Fields.Select(f => $"{f.Key} \"{near.Fields[f.Key]}\""))}");
        }

        foreach (var alert in left.Where(r => expectation.Alerts is not null || expectation.Never.Contains(r.Rule)))
        {
            if (rules.Contains(alert.Rule) || (expectation.Alerts ?? []).Any(a => a.Rule == alert.Rule && lines.Count > 0 && a.Fields.Length > 0))
                continue;
            lines.Add($"not expected: {alert.Rule}, raised by event {alert.EventIndex}");
            rules.Add(alert.Rule);
        }

        if (lines.Count > 0)
            lines.Add("raised in all: " + (raised.Count == 0 ? "nothing" : string.Join(", ", raised.CountBy(r => r.Rule).Select(r => $"{r.Key} x{r.Value}"))));
        return new Verdict(lines, rules);
    }

    private static bool Fits(ExpectedAlert expected, RaisedAlert raised) =>
        expected.Rule == raised.Rule && expected.Fields.All(f => raised.Fields[f.Key] == f.Value);

    private static string Describe(ExpectedAlert alert)
    {
        string count = alert.Count == 1 ? "" : $" {alert.Count} times";
        string fields = alert.Fields.IsEmpty ? "" : " with " + string.Join(", ", alert.Fields.Select(f => $"{f.Key} \"{f.Value}\""));
        return alert.Rule + count + fields;
    }
}
