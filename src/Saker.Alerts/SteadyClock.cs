using System.Diagnostics;

namespace Saker.Alerts;

/// <summary>
/// The time of day as it was when the program began, and from then on as time went by: setting the machine's clock does not move it. For
/// pauses, windows and ages, which are to last as long as they are meant to.
/// </summary>
public sealed class SteadyClock : TimeProvider
{
    private readonly DateTimeOffset began = DateTimeOffset.UtcNow;
    private readonly long beganAt = Stopwatch.GetTimestamp();

    private SteadyClock()
    {
    }

    /// <summary>The one there is.</summary>
    public static SteadyClock Instance { get; } = new();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => began + Stopwatch.GetElapsedTime(beganAt);
}
