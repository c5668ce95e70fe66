using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Metrics;

/// <summary>Counts what comes in.</summary>
/// <param name="extraLabels">Fields that become labels of the counts of alerts.</param>
internal sealed class InputCounts(IReadOnlyList<string> extraLabels)
{
    private readonly LabelledCounts alerts = new();
    private readonly string[] extra = [.. extraLabels.Where(LabelledCounts.IsName).Distinct()];
    private long accepted;
    private long rejected;

    /// <summary>Requests that were alerts.</summary>
    public long Accepted => Interlocked.Read(ref accepted);

    /// <summary>Requests that were none.</summary>
    public long Rejected => Interlocked.Read(ref rejected);

    /// <summary>Alerts by their labels.</summary>
    public IEnumerable<((string Name, string Value)[] Labels, long Count)> Alerts => alerts.All;

    public void AddRejected() => Interlocked.Increment(ref rejected);

    public void AddAccepted(ForwardedAlert alert)
    {
        Interlocked.Increment(ref accepted);
        alerts.Add(Labels(alert));
    }

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
