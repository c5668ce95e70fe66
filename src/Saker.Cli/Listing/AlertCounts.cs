using Saker.Rules;

namespace Saker.Cli.Listing;

/// <summary>What a run comes to, by priority and by rule, in the lines that Falco ends with.</summary>
internal static class AlertCounts
{
    public static void Write(TextWriter output, IReadOnlyList<(Rule Rule, long Count)> alerts)
    {
        output.WriteLine($"Events detected: {alerts.Sum(a => a.Count)}");
        output.WriteLine("Rule counts by severity:");
        foreach (var priority in alerts.GroupBy(a => a.Rule.Priority).OrderBy(g => g.Key))
            output.WriteLine($"   {NameOf(priority.Key)}: {priority.Sum(a => a.Count)}");
        output.WriteLine("Triggered rules by rule name:");
        foreach (var (rule, count) in alerts)
            output.WriteLine($"   {rule.Name}: {count}");
    }

    private static string NameOf(Priority priority) => priority == Priority.Informational ? "INFO" : priority.ToString().ToUpperInvariant();
}
