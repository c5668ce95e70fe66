using Saker.Sensor.Configuration;

namespace Saker.Sensor.Holding;

/// <summary>What is done with alerts while something of their container is awaited.</summary>
/// <param name="Deadline">How long an alert is held back at most; none at all when zero.</param>
/// <param name="Amends">Whether an alert that went out without what it needed is followed by another once that is known.</param>
public sealed record HoldOptions(TimeSpan Deadline, bool Amends)
{
    /// <summary>Reads <c>saker.containers.hold</c>.</summary>
    /// <exception cref="ConfigException">A value is wrong.</exception>
    public static HoldOptions From(ConfigTree config) => new(
        TimeSpan.FromMilliseconds(config.Number("saker.containers.hold.deadline_ms", 250, 0, 60_000)),
        config.Bool("saker.containers.hold.amend", true));
}
