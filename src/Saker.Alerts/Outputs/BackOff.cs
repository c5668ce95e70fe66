namespace Saker.Alerts.Outputs;

/// <summary>How long to leave a failing output alone: twice as long each time, and never quite as long as the neighbours' sensors.</summary>
internal static class BackOff
{
    private static readonly TimeSpan first = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan longestAskedFor = TimeSpan.FromMinutes(10);

    /// <summary>The pause after a number of failures in a row.</summary>
    /// <param name="failures">At least 1.</param>
    /// <param name="askedFor">What the other end asked for, or null; it is honoured up to ten minutes.</param>
    public static TimeSpan After(int failures, TimeSpan? askedFor)
    {
        var pause = TimeSpan.FromTicks(Math.Min(first.Ticks << Math.Min(failures - 1, 20), longest.Ticks));
        // Between half and the whole of it: sensors that lost the same endpoint do not come back at the same moment.
        pause *= 0.5 + (Random.Shared.NextDouble() / 2);
        return askedFor is not { } asked || asked < pause ? pause : asked < longestAskedFor ? asked : longestAskedFor;
    }
}
