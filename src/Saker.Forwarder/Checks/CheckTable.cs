namespace Saker.Forwarder.Checks;

/// <summary>Results of checks as tables for people: one of logs that alerts are read from, if there are any, and one of outputs.</summary>
public static class CheckTable
{
    private const int MaxColumn = 60;

    /// <summary>The lines of the tables.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<CheckResult> results) =>
    [
        .. Table(["INPUT", "HOSTS", "LOG"], [.. results.Where(r => r.IsInput)]),
        .. Table(["OUTPUT", "HOSTS", "TEST ALERT"], [.. results.Where(r => !r.IsInput)]),
    ];

    private static IEnumerable<string> Table(string[] header, IReadOnlyList<CheckResult> results)
    {
        if (results.Count == 0)
            return [];
        string[][] rows = [header, .. results.Select(r => new[] { r.Name, r.Hosts.Length == 0 ? "-" : r.Hosts, Outcome(r) })];
        int[] widths = [.. Enumerable.Range(0, 2).Select(c => Math.Min(rows.Max(r => r[c].Length), MaxColumn))];
        return rows.Select(r => $"{r[0].PadRight(widths[0])}  {r[1].PadRight(widths[1])}  {r[2]}");
    }

    private static string Outcome(CheckResult result) => result.IsWell ? $"{(result.IsInput ? "answered" : "delivered")} in {result.Elapsed.TotalMilliseconds:F0} ms"
        : $"FAILED: {result.Problem!.ReplaceLineEndings(" ")}";
}
