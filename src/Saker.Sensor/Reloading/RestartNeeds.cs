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
            ("engine.modern_ebpf, falco_libs.snaplen", former.Probe != next.Probe),
            ("falco_libs.thread_table_*", former.ThreadTableSize != next.ThreadTableSize || former.ThreadPurgeInterval != next.ThreadPurgeInterval),
            ("capture", former.Captures != next.Captures),
            ("webserver", former.Web != next.Web),
            ("*_output, outputs_queue, output_timeout, saker.spool", former.Outputs with { Aggregation = null } != next.Outputs with { Aggregation = null }),
        ];
        return [.. all.Where(a => a.Differs).Select(a => a.Key)];
    }
}
