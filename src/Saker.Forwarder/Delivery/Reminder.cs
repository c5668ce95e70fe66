namespace Saker.Forwarder.Delivery;

/// <summary>Keeps what happens with every alert from being said more often than once a minute.</summary>
internal sealed class Reminder(TimeProvider time)
{
    private static readonly TimeSpan pause = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private long? last;

    /// <summary>Whether it is time to say it (again); if so, it counts as said.</summary>
    public bool IsDue()
    {
        lock (gate)
        {
            if (last is { } said && time.GetElapsedTime(said) < pause)
                return false;
            last = time.GetTimestamp();
            return true;
        }
    }
}
