namespace Saker.Sensor.Configuration;

/// <summary>What is done about lost events (<c>syscall_event_drops</c>).</summary>
/// <param name="Threshold">Part of a second's events whose loss is tolerated, 0 to 1.</param>
/// <param name="Actions">What is done beyond it.</param>
/// <param name="Rate">How often something is done, per second, in the long run.</param>
/// <param name="MaxBurst">How often at once.</param>
/// <param name="Simulate">Whether losses are made up, to see what would be done.</param>
public sealed record DropOptions(double Threshold, DropActions Actions, double Rate, double MaxBurst, bool Simulate)
{
    /// <summary>Reads the options out of a configuration.</summary>
    /// <exception cref="ConfigException">A value is wrong, or the actions exclude each other.</exception>
    public static DropOptions From(ConfigTree config) => new(
        config.Fraction("syscall_event_drops.threshold", 0.1, 0, 1),
        ReadActions(config),
        config.Fraction("syscall_event_drops.rate", 0.03333, 0, 1_000_000),
        config.Fraction("syscall_event_drops.max_burst", 1, 0, 1_000_000),
        config.Bool("syscall_event_drops.simulate_drops", false));

    private static DropActions ReadActions(ConfigTree config)
    {
        const string key = "syscall_event_drops.actions";
        if (config.Texts(key) is not { } names)
            return DropActions.Log | DropActions.Alert;
        var actions = DropActions.Ignore;
        bool ignore = false;
        foreach (string name in names)
        {
            actions |= name.ToLowerInvariant() switch
            {
                "ignore" => DropActions.Ignore,
                "log" => DropActions.Log,
                "alert" => DropActions.Alert,
                "exit" => DropActions.Exit,
                _ => throw config.Error(key, $"'{name}' is none of ignore, log, alert and exit"),
            };
            ignore |= name.Equals("ignore", StringComparison.OrdinalIgnoreCase);
        }

        return ignore && (actions & (DropActions.Log | DropActions.Alert)) != 0
            ? throw config.Error(key, "ignore excludes log and alert")
            : actions;
    }
}

/// <summary>What is done about lost events.</summary>
[Flags]
public enum DropActions
{
    /// <summary>Nothing.</summary>
    Ignore = 0,
    /// <summary>A line in the log.</summary>
    Log = 1,
    /// <summary>An alert of the rule <c>Falco internal: syscall event drop</c>.</summary>
    Alert = 2,
    /// <summary>The sensor ends with an error.</summary>
    Exit = 4,
}
