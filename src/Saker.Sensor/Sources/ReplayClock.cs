namespace Saker.Sensor.Sources;

/// <summary>Lets a replay take as long as what it replays: each event comes as long after the first as it once did.</summary>
internal sealed class ReplayClock(TimeProvider time)
{
    private static readonly TimeSpan longestSleep = TimeSpan.FromMilliseconds(50);

    private ulong first;
    private long start;

    /// <summary>Waits until an event is due.</summary>
    /// <param name="timestamp">When it happened, nanoseconds since 1970.</param>
    /// <param name="stop">Whether to wait no longer.</param>
    /// <returns>False when it was stopped.</returns>
    public bool WaitFor(ulong timestamp, Func<bool> stop)
    {
        if (first == 0)
            (first, start) = (timestamp, time.GetTimestamp());
        while (timestamp > first)
        {
            var left = TimeSpan.FromMicroseconds((timestamp - first) / 1000) - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                break;
            if (stop())
                return false;
            Thread.Sleep(left < longestSleep ? left : longestSleep);
        }

        return true;
    }
}
