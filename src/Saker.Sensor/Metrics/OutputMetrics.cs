using Saker.Alerts.Outputs;

namespace Saker.Sensor.Metrics;

/// <summary>What became of the alerts, for each output.</summary>
internal static class OutputMetrics
{
    public static IEnumerable<Metric> Of(IReadOnlyList<OutputCounts> outputs)
    {
        foreach (var output in outputs)
        {
            yield return Of(output, "delivered_total", "Alerts that the output took.", output.Delivered);
            yield return Of(output, "lost_total", "Alerts to the output that are gone.", output.Lost);
            yield return Of(output, "spooled_total", "Alerts to the output that were put on disk.", output.Spooled);
            yield return Of(output, "retries_total", "Deliveries that failed and were tried again.", output.Retried);
            yield return Waiting(output, "memory", output.InMemory);
            yield return Waiting(output, "disk", output.OnDisk);
        }
    }

    private static Metric Of(OutputCounts output, string name, string help, long value) =>
        new($"saker_output_{name}", help, value, ("output", output.Name)) { Key = $"saker.output.{output.Name}.{name.Replace("_total", "", StringComparison.Ordinal)}" };

    private static Metric Waiting(OutputCounts output, string where, long value) =>
        new("saker_output_waiting", "Alerts that wait for the output.", value, ("output", output.Name), ("where", where)) { Key = $"saker.output.{output.Name}.waiting_{where}" };
}
