using System.Collections.Frozen;
using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Routing;

/// <summary>What conditions of routes can ask of an alert: its parts by plain names, its fields by their own.</summary>
internal static class AlertFields
{
    private static readonly FrozenDictionary<string, Func<ForwardedAlert, IReadOnlyList<string>>> parts =
        new Dictionary<string, Func<ForwardedAlert, IReadOnlyList<string>>>
        {
            ["rule"] = a => [a.Rule],
            ["priority"] = a => [a.PriorityName],
            ["source"] = a => [a.Source],
            ["hostname"] = a => a.Hostname.Length > 0 ? [a.Hostname] : [],
            ["output"] = a => [a.Output],
            ["tags"] = a => a.Tags,
        }.ToFrozenDictionary();

    /// <summary>The plain names.</summary>
    public static IReadOnlySet<string> PlainNames { get; } = parts.Keys.ToFrozenSet();

    /// <summary>Reads a part or a field: its values, none when the alert does not have it.</summary>
    /// <param name="name">A plain name, or a field as alerts write it: <c>proc.aname[2]</c>.</param>
    public static Func<ForwardedAlert, IReadOnlyList<string>> Reader(string name) =>
        parts.GetValueOrDefault(name) ?? (a => a.Field(name) is { } text ? [text] : []);
}
