using Saker.Sensor.Budgets;
using Saker.Sensor.Configuration;

namespace Saker.Sensor.Metrics;

/// <summary>What is always there: versions, times, files, and how the sensor itself is doing.</summary>
internal static class AgentMetrics
{
    private const string Falco = "falcosecurity_falco_";

    // Computed once, so that it is the same in every snapshot.
    private static readonly DateTimeOffset booted = DateTimeOffset.UtcNow - TimeSpan.FromMilliseconds(Environment.TickCount64);

    public static IEnumerable<Metric> Of(SensorStatus status)
    {
        string release = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        string engine = EngineName(status.Options.Engine);
        yield return Info(Falco + "version_info", "Version of Falco that this is compatible with.", "falco.version", ("version", ProductVersion.CompatibleWith));
        yield return Info("saker_version_info", "Version of Saker.", "saker.version", ("version", ProductVersion.Saker));
        yield return Info(Falco + "kernel_release_info", "Release of the kernel.", "falco.kernel_release", ("kernel_release", release));
        yield return Info("falcosecurity_evt_hostname_info", "Name of the host, as in alerts.", "evt.hostname", ("hostname", status.Options.Hostname));
        yield return Info("falcosecurity_scap_engine_name_info", "Where events come from.", "scap.engine_name", ("engine_name", engine), ("evt_source", "syscall"));
        foreach (var file in status.RulesFiles)
            yield return Hash("rules", file);
        foreach (var file in status.ConfigFiles)
            yield return Hash("config", file);
        yield return Moment("start", "The sensor started.", "falco.start_ts", status.Started);
        yield return Moment("reload", "What is in force was read.", "falco.reload_ts", status.Loaded);
        yield return Moment("host_boot", "The machine booted.", "falco.host_boot_ts", booted);
        yield return Number(Falco + "duration_seconds_total", "How long the sensor has been running.", "falco.duration_sec", (long)status.Age.TotalSeconds);
        yield return Number(Falco + "host_num_cpus_total", "Processors of the machine.", "falco.host_num_cpus", Environment.ProcessorCount);
        yield return Number(Falco + "outputs_queue_num_drops_total", "Alerts that found the output queue full.", "falco.outputs_queue_num_drops", status.AlertsLost);
        yield return Number("saker_alerts_delivered_total", "Alerts handed to the outputs.", "saker.alerts_delivered", status.AlertsDelivered);
        yield return Number("saker_events_total", "Events that were judged.", "falco.num_evts", (long)status.Events);
        yield return Number("saker_events_malformed_total", "Records that did not hold what they said.", "saker.events_malformed", (long)status.Malformed);
        yield return Number("saker_reloads_total", "Times that configuration and rules were exchanged.", "saker.reloads", status.Reloads);
        yield return Number("saker_reloads_failed_total", "Times that what was read anew could not be used.", "saker.reloads_failed", status.FailedReloads);
        yield return Number("saker_rules", "Rules in force.", "saker.rules", status.Judgement.Matcher.Rules.Length);
        yield return Number("saker_syscalls_watched", "System calls that the probe reports.", "saker.syscalls_watched", status.Judgement.Calls.Count);
        yield return new Metric("saker_heap_limit_bytes", "Memory that managed objects may take.", status.Heap.Limit) { Key = "saker.heap_limit" };
        yield return new Metric("saker_heap_used_bytes", "Memory of managed objects.", HeapLimit.Used) { Key = "saker.heap_used" };
        foreach (var (part, count) in status.Heap.LetGo)
            yield return new Metric("saker_heap_let_go_total", "What was let go of before memory ran out.", count, ("part", part)) { Key = $"saker.heap_let_go.{part}" };
        if (status.Probe is { } probe)
        {
            yield return Number("saker_events_left_out_total", "Events that the probe kept back since no rule can match them.", "saker.events_left_out", (long)probe.LeftOut);
            yield return Number("saker_programs_refused", "Programs of the probe that the kernel did not take.", "saker.programs_refused", probe.Refused.Count);
        }

        if (status.Canary is { } canary)
        {
            yield return new Metric("saker_canary_delay_seconds", "How long the last canary was away.", canary.LastDelay.TotalSeconds) { Key = "saker.canary_delay_sec" };
            yield return Number("saker_canaries_missed_total", "Canaries that did not come back in time.", "saker.canaries_missed", canary.Missed);
        }
    }

    private static string EngineName(EngineKind engine) => engine switch
    {
        EngineKind.Live => "modern_bpf",
        EngineKind.Replay => "savefile",
        _ => "nodriver",
    };

    private static Metric Info(string name, string help, string key, params (string Name, string Value)[] labels) =>
        new(name, help, 1, labels) { Key = key, KeyValue = labels[0].Value };

    private static Metric Number(string name, string help, string key, long value) => new(name, help, value) { Key = key, KeyValue = value };

    private static Metric Moment(string what, string help, string key, DateTimeOffset time)
    {
        long nanoseconds = (time - DateTimeOffset.UnixEpoch).Ticks * 100;
        return Number($"{Falco}{what}_timestamp_nanoseconds", help, key, nanoseconds);
    }

    private static Metric Hash(string kind, (string Name, string Hash) file) => new(
        $"{Falco}sha256_{kind}_files_info", $"SHA-256 of the files of {kind} in force.", 1, ("file_name", file.Name), ("sha256", file.Hash))
    {
        Key = $"falco.sha256_{kind}_file.{Path.GetFileNameWithoutExtension(file.Name)}",
        KeyValue = file.Hash,
    };
}
