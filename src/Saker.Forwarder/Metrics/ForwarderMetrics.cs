using Saker.Alerts.Metrics;
using Saker.Forwarder.Delivery;

namespace Saker.Forwarder.Metrics;

/// <summary>The forwarder's numbers: Falcosidekick's under their names, so that dashboards go on working, and those of delivery.</summary>
internal static class ForwarderMetrics
{
    private const string Falcosidekick = "falcosecurity_falcosidekick";
    private const string Own = "saker_forward";

    /// <summary>The numbers as they are now.</summary>
    public static IEnumerable<Metric> Collect(InputCounts input, IReadOnlyList<DeliveryLane> lanes)
    {
        foreach (var source in input.Sources)
        {
            yield return new Metric($"{Falcosidekick}_inputs_total", "Requests to the input, and records of logs.", source.Accepted, ("source", source.Source), ("status", "accepted"));
            yield return new Metric($"{Falcosidekick}_inputs_total", "Requests to the input, and records of logs.", source.Rejected, ("source", source.Source), ("status", "rejected"));
        }

        foreach (var (labels, count) in input.Alerts)
            yield return new Metric($"{Falcosidekick}_falco_events_total", "Alerts that came in.", count, labels);
        foreach (var metric in lanes.SelectMany(Of))
            yield return metric;
    }

    private static IEnumerable<Metric> Of(DeliveryLane lane)
    {
        string label = lane.Name.Replace(".", "", StringComparison.Ordinal);
        var counts = lane.Counts;
        yield return new Metric($"{Falcosidekick}_outputs_total", "Alerts delivered, and attempts that failed.", counts.Delivered, ("destination", label), ("status", "ok"));
        yield return new Metric($"{Falcosidekick}_outputs_total", "Alerts delivered, and attempts that failed.", counts.Failed, ("destination", label), ("status", "error"));
        yield return Lane("queue_alerts", "Alerts that wait for an output.", lane.Waiting);
        yield return Lane("queue_age_seconds", "How long the alert that waits longest has been there.", lane.Age.TotalSeconds);
        yield return Lane("circuit_open", "Whether an output fails and is left alone for a while.", lane.IsDown ? 1 : 0);
        yield return Lane("retries_total", "Attempts after the first.", counts.Retried);
        yield return Lane("dead_letters_total", "Alerts that an output refused for good.", counts.Dead);
        yield return Lane("summarised_total", "Alerts that an output was told of by summaries only.", counts.Summarised);
        yield return Lane("lost_total", "Alerts for which an output's backlog had no room.", counts.Lost);

        Metric Lane(string name, string help, double value) => new($"{Own}_{name}", help, value, ("destination", label));
    }
}
