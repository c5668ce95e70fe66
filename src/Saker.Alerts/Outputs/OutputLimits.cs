namespace Saker.Alerts.Outputs;

/// <summary>How much may wait for an output, and for how long.</summary>
public sealed record OutputLimits
{
    /// <summary>Alerts that may wait in memory for each output; 0 for as many as there is memory for.</summary>
    public int Capacity { get; init; }

    /// <summary>Bytes of alerts that may wait in memory for each output.</summary>
    public long MaxBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long an output may take for one alert before that is said, and all of them for what waits at the end.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an alert waits in memory before it is put on disk, where there is a spool.</summary>
    public TimeSpan SpoolAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The least time between two alerts about lost alerts.</summary>
    public TimeSpan NoticeInterval { get; init; } = TimeSpan.FromSeconds(5);
}
