namespace Saker.Kernel;

/// <summary>
/// The clock that events are stamped by: what the time of day was at the start, and how long the machine has been up since. Setting the
/// machine's clock does not move it, so that times of events can be compared with each other.
/// </summary>
public sealed unsafe class EventClock : TimeProvider
{
    private const int NanosecondsPerTick = 100;

    // Whoever asks two clocks may lose the processor in between, but not each time.
    private const int Tries = 10;

    internal EventClock() => Offset = Boot();

    /// <summary>How much later than this clock the machine's is by now, after it was set; less than nothing when it was set back.</summary>
    public TimeSpan Behind => TimeSpan.FromTicks((Boot() - Offset) / NanosecondsPerTick);

    /// <summary>When the machine booted as far as events are concerned, nanoseconds since 1970.</summary>
    internal long Offset { get; }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks((Offset + Uptime()) / NanosecondsPerTick);

    /// <summary>The time of day less the time since the boot, by the quickest of some attempts to ask for both at once.</summary>
    private static long Boot()
    {
        long boot = 0, shortest = long.MaxValue;
        for (int i = 0; i < Tries; i++)
        {
            long before = Uptime();
            long now = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick;
            long taken = Uptime() - before;
            if (taken >= shortest)
                continue;
            shortest = taken;
            boot = now - before - (taken / 2);
        }

        return boot;
    }

    private static long Uptime()
    {
        LibC.TimeSpec boot;
        _ = LibC.GetTime(LibC.ClockBoottime, &boot);
        return boot.Total;
    }
}
