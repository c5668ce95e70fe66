namespace Saker.Sensor.Configuration;

/// <summary>Where the sensor's own log goes, and how much of it.</summary>
/// <param name="StandardError">Lines go to standard error (<c>log_stderr</c>).</param>
/// <param name="Syslog">Lines go to the system's log (<c>log_syslog</c>).</param>
/// <param name="Level">Least severe line that is written (<c>log_level</c>).</param>
/// <param name="Iso8601">Times are ISO 8601 in UTC (<c>time_format_iso_8601</c>).</param>
/// <param name="Libraries">Least severe line about the probe and what loads it (<c>libs_logger</c>); null for none.</param>
public sealed record LogOptions(bool StandardError, bool Syslog, LogLevel Level, bool Iso8601, LogLevel? Libraries)
{
    /// <summary>Reads the options out of a configuration.</summary>
    /// <exception cref="ConfigException">A value is wrong.</exception>
    public static LogOptions From(ConfigTree config) => new(
        config.Bool("log_stderr", true),
        config.Bool("log_syslog", true),
        Enum.Parse<LogLevel>(config.Choice("log_level", "info",
            "emergency", "alert", "critical", "error", "warning", "notice", "info", "debug"), ignoreCase: true),
        config.Bool("time_format_iso_8601", false),
        config.Bool("libs_logger.enabled", true) ? ReadSeverity(config) : null);

    /// <summary>Libraries know a level above and one below those of the log.</summary>
    private static LogLevel ReadSeverity(ConfigTree config) => config.Choice(
        "libs_logger.severity", "info", "fatal", "critical", "error", "warning", "notice", "info", "debug", "trace") switch
    {
        "fatal" => LogLevel.Emergency,
        "trace" => LogLevel.Debug,
        var name => Enum.Parse<LogLevel>(name, ignoreCase: true),
    };
}
