using Saker.Sensor.Configuration;

namespace Saker.Sensor.Metrics;

/// <summary>All numbers about the running sensor: under the names that Falco gives them, and beside these what it has none for.</summary>
internal static class SensorMetrics
{
    /// <summary>Collects the numbers of some families.</summary>
    public static IReadOnlyList<Metric> Collect(SensorStatus status, MetricFamilies families)
    {
        var counts = status.ReadCounts();
        List<Metric> metrics = [.. AgentMetrics.Of(status), .. OutputMetrics.Of(status.Outputs), .. status.AlertOutputs.Metrics];
        if (families.HasFlag(MetricFamilies.Rules))
            metrics.AddRange(RuleMetrics.Of(status.Judgement));
        if (families.HasFlag(MetricFamilies.Resources))
            metrics.AddRange(ResourceMetrics.Read());
        if (families.HasFlag(MetricFamilies.Allocator))
            metrics.AddRange(ResourceMetrics.ReadHeap());
        if (families.HasFlag(MetricFamilies.State))
            metrics.AddRange(StateMetrics.Of(status.Pipeline.Machine.Counters));
        if (status.Containers.Count > 0 && families.HasFlag(MetricFamilies.State))
            metrics.AddRange(ContainerMetrics.Of(status.Containers));
        if (counts is not null && families.HasFlag(MetricFamilies.Kernel))
        {
            metrics.AddRange(KernelMetrics.Of(counts));
            metrics.AddRange(KernelMetrics.Losses(counts, status.Probe!.ReadLosses()));
        }

        if (counts is not null && families.HasFlag(MetricFamilies.KernelPerCpu))
            metrics.AddRange(KernelMetrics.ByProcessor(counts));
        if (status.Probe is { } probe && families.HasFlag(MetricFamilies.Programs))
            metrics.AddRange(KernelMetrics.Runs(probe.Runs));
        return metrics;
    }
}
