using Saker.Sensor.Configuration;

namespace Saker.Sensor.Reloading;

/// <summary>What of a configuration takes effect only at a start.</summary>
internal static class RestartNeeds
{
    /// <summary>Names of the keys that differ and are not exchanged while the sensor runs.</summary>
    public static IReadOnlyList<string> Between(SensorOptions former, SensorOptions next)
    {
        (string Key, bool Differs)[] all =
        [
            ("engine.kind", former.Engine != next.Engine || former.CaptureFile != next.CaptureFile),
            ("engine.modern_ebpf, falco_libs.snaplen, saker.probe", former.Probe != next.Probe),
            ("falco_libs.thread_table_*", former.ThreadTableSize != next.ThreadTableSize || former.ThreadPurgeInterval != next.ThreadPurgeInterval),
            ("capture", former.Captures != next.Captures),
            ("syscall_event_drops", former.Drops != next.Drops),
            ("plugins (container), saker.containers", !former.ContainerSettings.IsSameAs(next.ContainerSettings)),
            ("webserver, saker.stream", former.Web != next.Web || former.Outputs.Stream != next.Outputs.Stream),
            ("outputs_queue, output_timeout, saker.spool", former.Outputs.Limits != next.Outputs.Limits || former.Outputs.Spool != next.Outputs.Spool),
            ("saker.heap", former.Heap != next.Heap),
            ("saker.aggregation", former.Outputs.Aggregation?.Window != next.Outputs.Aggregation?.Window
                || !(former.Outputs.Aggregation?.Keys ?? []).SequenceEqual(next.Outputs.Aggregation?.Keys ?? [])),
        ];
        return [.. all.Where(a => a.Differs).Select(a => a.Key)];
    }
}
