using Saker.Kernel;
using Saker.Sensor.Configuration;
using Saker.State;

namespace Saker.Sensor.Diagnosis;

/// <summary>How much of what it may have a running sensor has, and what it went without because it had no more.</summary>
internal static class BudgetExamination
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>Looks at every table and queue that has a bound.</summary>
    /// <param name="numbers">What the sensor serves.</param>
    /// <param name="options">Its configuration.</param>
    public static IEnumerable<Finding> Of(ServedNumbers numbers, SensorOptions options)
    {
        var machine = new MachineOptions();
        yield return Table("threads", $"{numbers["falcosecurity_scap_n_threads"]} of {options.ThreadTableSize}",
            numbers["falcosecurity_scap_n_drops_full_threadtable_total"] + numbers["saker_state_n_evicted_full_threadtable_total"], "raise falco_libs.thread_table_size");
        yield return Table("descriptors", $"{numbers["falcosecurity_scap_n_fds"]}, at most {machine.DescriptorCapacity} for each process",
            numbers["saker_state_n_drops_full_fdtable_total"], "see which process has so many files open: what is written to those beyond the bound is told without a name");
        yield return Table("containers", $"{numbers["falcosecurity_scap_n_containers"]} of {ContainerTable.MaxContainers}",
            numbers["saker_state_n_drops_full_container_metadata_total"], "see who makes so many cgroups that look like containers");
        long memory = numbers.Sum("saker_output_waiting", "where=\"memory\""), disk = numbers.Sum("saker_output_waiting", "where=\"disk\"");
        string bound = options.Outputs.Spool is { } spool ? $"at most {spool.MaxBytes / Megabyte} MB for each output in {spool.Directory}" : "the spool is off";
        yield return memory + disk == 0
            ? new Finding("outputs", FindingSeverity.Good, $"no alert waits; {bound}")
            : new Finding("outputs", FindingSeverity.Degraded, $"{memory} alerts wait in memory and {disk} on disk; {bound}", "see in the log which output does not take them");
        yield return Heap(numbers);
        if (options.Captures is { Enabled: true } captures)
            yield return new Finding("flight recorder", FindingSeverity.Good, $"{captures.FlightBytes / Megabyte} MB, the oldest events go first");
    }

    private static Finding Heap(ServedNumbers numbers)
    {
        long gone = numbers.Sum("saker_heap_let_go_total", "");
        string use = $"{numbers["saker_heap_used_bytes"] / Megabyte} of {numbers["saker_heap_limit_bytes"] / Megabyte} MB";
        return gone == 0
            ? new Finding("heap", FindingSeverity.Good, use)
            : new Finding("heap", FindingSeverity.Degraded, $"{use}; {gone} things had to go before their time", "raise saker.heap.max_size_mb, or see in saker_heap_let_go_total what grows");
    }

    private static Finding Table(string name, string use, long refused, string remedy) => refused == 0
        ? new Finding(name, FindingSeverity.Good, use)
        : new Finding(name, FindingSeverity.Degraded, $"{use}; {refused} found it full", remedy);
}
