using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Metrics;

/// <summary>Counts what comes in.</summary>
/// <param name="extraLabels">Fields that become labels of the counts of alerts.</param>
internal sealed partial class InputCounts(IReadOnlyList<string> extraLabels)
{
    // So many different combinations of labels are counted by themselves; what comes later is not, lest they fill the memory.
    private const int MaxSeries = 10_000;

    private readonly ConcurrentDictionary<string, Series> series = new();
    private readonly string[] extra = [.. extraLabels.Where(l => LabelName().IsMatch(Name(l))).Distinct()];
    private long accepted;
    private long rejected;

    /// <summary>Requests that were alerts.</summary>
    public long Accepted => Interlocked.Read(ref accepted);

    /// <summary>Requests that were none.</summary>
    public long Rejected => Interlocked.Read(ref rejected);

    /// <summary>Alerts by their labels.</summary>
    public IEnumerable<((string Name, string Value)[] Labels, long Count)> Alerts => series.Values.Select(s => (s.Labels, s.Count));

    public void AddRejected() => Interlocked.Increment(ref rejected);

    public void AddAccepted(ForwardedAlert alert)
    {
        Interlocked.Increment(ref accepted);
        var labels = Labels(alert);
        string key = string.Join('\n', labels.Select(l => l.Value));
        if (series.TryGetValue(key, out var known) || (series.Count < MaxSeries && (known = series.GetOrAdd(key, _ => new Series(labels))) is not null))
            known.Add();
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
        .. extra.Select(l => (Name(l), alert.Field(l) ?? "")),
    ];

    private static string Name(string field) => field.Replace('.', '_');

    [GeneratedRegex("^[a-zA-Z_:][a-zA-Z0-9_:]*$")]
    private static partial Regex LabelName();

    private sealed class Series((string Name, string Value)[] labels)
    {
        private long count;

        public (string Name, string Value)[] Labels => labels;

        public long Count => Interlocked.Read(ref count);

        public void Add() => Interlocked.Increment(ref count);
    }
}
