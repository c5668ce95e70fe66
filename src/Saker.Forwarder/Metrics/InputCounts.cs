using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Metrics;

/// <summary>Counts what comes in.</summary>
/// <param name="extraLabels">Fields that become labels of the counts of alerts.</param>
internal sealed class InputCounts(IReadOnlyList<string> extraLabels)
{
    private readonly LabelledCounts alerts = new();
    private readonly string[] extra = [.. extraLabels.Where(LabelledCounts.IsName).Distinct()];
    private readonly List<InputCount> sources = [new("requests")];

    /// <summary>Requests, and what a sensor hands over in its own process.</summary>
    public InputCount Requests => sources[0];

    /// <summary>All ways in.</summary>
    public IReadOnlyList<InputCount> Sources => sources;

    /// <summary>Alerts by their labels.</summary>
    public IEnumerable<((string Name, string Value)[] Labels, long Count)> Alerts => alerts.All;

    /// <summary>Counts what comes in by another way, too; before anybody looks at the counts.</summary>
    public InputCount AddSource(string source)
    {
        var count = new InputCount(source);
        sources.Add(count);
        return count;
    }

    public void AddAlert(ForwardedAlert alert) => alerts.Add(Labels(alert));

    private (string Name, string Value)[] Labels(ForwardedAlert alert) =>
    [
        ("hostname", alert.Hostname.Length > 0 ? alert.Hostname : "unknown"),
        ("rule", alert.Rule),
        // Falcosidekick counts the other way round: 8 is the gravest.
        ("priority", $"{8 - (int)alert.Priority}"),
        ("priority_raw", alert.PriorityName.ToLowerInvariant()),
        ("source", alert.Source),
        ("k8s_ns_name", alert.Field("k8s.ns.name") ?? ""),
        ("k8s_pod_name", alert.Field("k8s.pod.name") ?? ""),
        .. extra.Select(l => (LabelledCounts.Name(l), alert.Field(l) ?? "")),
    ];
}
