using System.Collections;
using System.Globalization;
using System.Text.Json;
using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Templates;

/// <summary>Values in templates, with Go's notions of truth and print.</summary>
internal static class TemplateValue
{
    /// <summary>Whether a value counts as true: it is there, and neither empty nor zero.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        bool flag => flag,
        long number => number != 0,
        string text => text.Length > 0,
        JsonElement json => json.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.Number => json.GetRawText() != "0",
            JsonValueKind.String => json.GetString()!.Length > 0,
            _ => false,
        },
        ICollection all => all.Count > 0,
        _ => true,
    };

    /// <summary>A value as text.</summary>
    public static string Print(object? value) => value switch
    {
        null => "<no value>",
        JsonElement json => ForwardedAlert.Text(json) ?? "<nil>",
        bool flag => flag ? "true" : "false",
        string text => text,
        IReadOnlyList<string> list => $"[{string.Join(' ', list)}]",
        IDictionary => "map[" + string.Join(' ', Items(value).Select(i => $"{Print(i.Key)}:{Print(i.Value)}")) + "]",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>What a list or a map holds.</summary>
    public static IEnumerable<(object? Key, object? Value)> Items(object? value) => value switch
    {
        IReadOnlyList<string> list => list.Select((item, i) => ((object?)(long)i, (object?)item)),
        SortedDictionary<string, JsonElement> fields => fields.Select(f => ((object?)f.Key, (object?)f.Value)),
        _ => [],
    };

    /// <summary>The part of a value that a name or index chooses; null when there is none.</summary>
    public static object? Member(object? value, object? name) => (value, name) switch
    {
        (ForwardedAlert alert, string key) => Member(alert, key),
        (SortedDictionary<string, JsonElement> fields, string key) => fields.TryGetValue(key, out var field) ? field : null,
        (IReadOnlyList<string> list, long index) when index >= 0 && index < list.Count => list[(int)index],
        _ => null,
    };

    private static object? Member(ForwardedAlert alert, string key) => key switch
    {
        "UUID" => alert.Id,
        "Output" => alert.Output,
        "Priority" => alert.PriorityName,
        "Rule" => alert.Rule,
        "Time" => alert.Time.ToMessage(),
        "OutputFields" => alert.Fields,
        "Source" => alert.Source,
        "Tags" => alert.Tags,
        "Hostname" => alert.Hostname,
        _ => null,
    };
}
