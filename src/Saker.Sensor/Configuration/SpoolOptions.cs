namespace Saker.Sensor.Configuration;

/// <summary>Where alerts wait on disk for outputs that do not take them (<c>saker.spool</c>).</summary>
/// <param name="Directory">Holds a directory for each output.</param>
/// <param name="MaxBytes">What each output's may take.</param>
public sealed record SpoolOptions(string Directory, long MaxBytes)
{
    /// <summary>Reads the options out of a configuration; null when nothing waits on disk.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="isLive">Whether this machine is watched. A replay can be repeated, and has no business with what a sensor left.</param>
    /// <exception cref="ConfigException">A value is wrong.</exception>
    public static SpoolOptions? From(ConfigTree config, bool isLive) => !config.Bool("saker.spool.enabled", isLive) ? null : new(
        config.Text("saker.spool.directory") ?? "/var/lib/saker/spool",
        config.Number("saker.spool.max_size_mb", 100, 1, 1_000_000) * 1024 * 1024);
}
