namespace Saker.Sensor.Configuration;

/// <summary>Captures that rules start (<c>capture</c>), and the flight recorder (<c>saker.flight_recorder</c>).</summary>
/// <param name="Enabled">Whether there are any.</param>
/// <param name="AllRules">Whether every rule starts one, not only those with <c>capture: true</c>.</param>
/// <param name="PathPrefix">How the names of the files begin.</param>
/// <param name="DefaultMilliseconds">How long one lasts when its rule does not say.</param>
/// <param name="MaxBytes">Size at which one ends; 0 for no bound.</param>
/// <param name="FlightSeconds">How far back before a match a capture begins; 0 for at the match.</param>
/// <param name="FlightBytes">Memory that may be spent on that.</param>
public sealed record CaptureOptions(
    bool Enabled, bool AllRules, string PathPrefix, long DefaultMilliseconds, long MaxBytes, long FlightSeconds, int FlightBytes)
{
    private const int Megabyte = 1024 * 1024;

    /// <summary>Reads the options out of a configuration.</summary>
    /// <exception cref="ConfigException">A value is wrong.</exception>
    public static CaptureOptions From(ConfigTree config) => new(
        config.Bool("capture.enabled", false),
        config.Choice("capture.mode", "rules", "rules", "all_rules") == "all_rules",
        config.Bool("capture.enabled", false) ? NamedFile.Beginning(config, "capture.path_prefix", "/tmp/falco") : "",
        config.Number("capture.default_duration", 5000, 1, 86_400_000),
        config.Number("capture.max_file_size_mb", 0, 0, 1_000_000) * Megabyte,
        config.Number("saker.flight_recorder.seconds", 0, 0, 3600),
        (int)config.Number("saker.flight_recorder.max_size_mb", 16, 1, 1024) * Megabyte);
}
