namespace Saker.Kernel;

/// <summary>
/// The clock that events are stamped by: what the time of day was at the start, and how long the machine has been up since. Setting the
/// machine's clock does not move it, so that times of events can be compared with each other.
/// </summary>
public sealed unsafe class EventClock : TimeProvider
{
    private const int NanosecondsPerTick = 100;

    internal EventClock()
    {
        Offset = ((DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick) - Uptime();
    }

    /// <summary>How much later than this clock the machine's is by now, after it was set; less than nothing when it was set back.</summary>
    public TimeSpan Behind => DateTimeOffset.UtcNow - GetUtcNow();

    /// <summary>When the machine booted as far as events are concerned, nanoseconds since 1970.</summary>
    internal long Offset { get; }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks((Offset + Uptime()) / NanosecondsPerTick);

    private static long Uptime()
    {
        LibC.TimeSpec boot;
        _ = LibC.GetTime(LibC.ClockBoottime, &boot);
        return boot.Total;
    }
}
