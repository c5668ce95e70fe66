using System.Text.RegularExpressions;
using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Enrichment;

/// <summary>The shape that messages get: those that begin as Falco's do, with a time and a priority, are taken apart and put together anew.</summary>
internal sealed partial class OutputFormat(string format)
{
    /// <summary>The message in the new shape; one that begins otherwise stays as it is.</summary>
    public string Apply(ForwardedAlert alert, IReadOnlyList<KeyValuePair<string, string>> custom, IReadOnlyList<(string Name, string Text)> templated)
    {
        if (!FalcoMessage().IsMatch(alert.Output) || alert.Output.Split(' ', 3) is not [var time, _, var rest])
            return alert.Output;
        string text = format
            .Replace("<timestamp>", time.TrimEnd(':'), StringComparison.Ordinal)
            .Replace("<priority>", alert.PriorityName, StringComparison.Ordinal)
            .Replace("<output>", rest, StringComparison.Ordinal)
            .Replace("<custom_fields>", string.Join(' ', custom.Select(f => $"{f.Key}={f.Value}")), StringComparison.Ordinal)
            .Replace("<templated_fields>", string.Join(' ', templated.Select(f => $"{f.Name}={f.Text}")), StringComparison.Ordinal)
            .Replace("<tags>", string.Join(',', alert.Tags), StringComparison.Ordinal);
        return EmptyEnd().Replace(text, "");
    }

    // A time of day or a date with one, then a priority.
    [GeneratedRegex(@"^\S*\d\.\d+\S*: (Debug|Informational|Notice|Warning|Error|Critical|Alert|Emergency) ", RegexOptions.IgnoreCase)]
    private static partial Regex FalcoMessage();

    [GeneratedRegex(@" ?(\( ?\))? ?$")]
    private static partial Regex EmptyEnd();
}
