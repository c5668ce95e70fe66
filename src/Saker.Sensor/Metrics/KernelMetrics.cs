using System.Globalization;
using Saker.Kernel;
using Saker.Sensor.Losses;

namespace Saker.Sensor.Metrics;

/// <summary>What the kernel side counts.</summary>
internal static class KernelMetrics
{
    private const string Scap = "falcosecurity_scap_";
    private const int MostCgroups = 10;

    public static IEnumerable<Metric> Of(KernelCounts counts)
    {
        yield return new Metric(Scap + "n_evts_total", "Events, lost ones included.", counts.Events) { Key = "scap.n_evts" };
        yield return new Metric(Scap + "n_drops_total", "Events that were lost.", counts.Lost) { Key = "scap.n_drops" };
        yield return new Metric(Scap + "n_drops_scratch_map_total", "Events lost for want of a scratch map; there is always one.", 0) { Key = "scap.n_drops_scratch_map" };
        yield return new Metric(Scap + "n_drops_max_event_size", "Events lost for being too large; they are cut to fit instead.", 0) { Key = "scap.n_drops_max_event_size" };
        for (int i = 0; i < KernelCounts.Kinds.Length; i++)
        {
            string kind = KernelCounts.Kinds[i];
            yield return new Metric(Scap + "n_drops_buffer_total", "Events that found their ring full.", counts.LostByKind[i], ("dir", "exit"), ("drop", kind))
            {
                Key = $"scap.n_drops_buffer_{kind}_exit",
            };
        }
    }

    /// <summary>Who lost what: by event type, and the cgroups that lost most.</summary>
    public static IEnumerable<Metric> Losses(KernelCounts counts, IEnumerable<CgroupLoss> losses)
    {
        foreach (var (type, lost) in counts.LostByType)
            yield return new Metric("saker_events_lost_total", "Events that found their ring full, by type.", lost, ("type", type));
        var busiest = losses.GroupBy(l => l.Cgroup).Select(g => (Cgroup: g.Key, Lost: g.Aggregate(0ul, (sum, l) => sum + l.Count))).OrderByDescending(c => c.Lost);
        foreach (var (cgroup, lost) in busiest.Take(MostCgroups))
        {
            yield return new Metric(
                "saker_cgroup_events_lost_total", "Events that found their ring full, by the id of the cgroup that made them; the ten cgroups with most.",
                lost, ("cgroup", cgroup.ToString(CultureInfo.InvariantCulture)));
        }
    }

    public static IEnumerable<Metric> ByProcessor(KernelCounts counts)
    {
        for (int cpu = 0; cpu < counts.SentByCpu.Length; cpu++)
        {
            string number = cpu.ToString(CultureInfo.InvariantCulture);
            yield return new Metric(Scap + "n_evts_cpu_total", "Events by processor.", counts.SentByCpu[cpu] + counts.LostByCpu[cpu], ("cpu", number)) { Key = $"scap.n_evts_cpu_{number}" };
            yield return new Metric(Scap + "n_drops_cpu_total", "Lost events by processor.", counts.LostByCpu[cpu], ("cpu", number)) { Key = $"scap.n_drops_cpu_{number}" };
        }
    }

    public static IEnumerable<Metric> Runs(IEnumerable<ProgramRuns> programs)
    {
        foreach (var (name, count, nanoseconds) in programs.Where(p => p.Count > 0))
        {
            yield return new Metric($"{Scap}{name}_run_cnt_total", "Runs of a program of the probe.", count) { Key = $"scap.{name}.run_cnt" };
            yield return new Metric($"{Scap}{name}_run_time_nanoseconds_total", "Time that the program ran.", nanoseconds) { Key = $"scap.{name}.run_time_ns" };
            yield return new Metric($"{Scap}{name}_avg_time_nanoseconds", "Time of a run in the mean.", nanoseconds / count) { Key = $"scap.{name}.avg_time_ns" };
        }
    }
}
