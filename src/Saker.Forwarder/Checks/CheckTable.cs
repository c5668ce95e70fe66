namespace Saker.Forwarder.Checks;

/// <summary>Results of checks as a table for people.</summary>
public static class CheckTable
{
    private const int MaxColumn = 60;

    /// <summary>The lines of the table.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<CheckResult> results)
    {
        string[][] rows = [["OUTPUT", "HOSTS", "TEST ALERT"], .. results.Select(r => new[] { r.Output, r.Hosts.Length == 0 ? "-" : r.Hosts, Outcome(r) })];
        int[] widths = [.. Enumerable.Range(0, 2).Select(c => Math.Min(rows.Max(r => r[c].Length), MaxColumn))];
        return rows.Select(r => $"{r[0].PadRight(widths[0])}  {r[1].PadRight(widths[1])}  {r[2]}");
    }

    private static string Outcome(CheckResult result) => result.IsWell ? $"delivered in {result.Elapsed.TotalMilliseconds:F0} ms"
        : $"FAILED: {result.Problem!.ReplaceLineEndings(" ")}";
}
