namespace Saker.Kubernetes.Serving;

/// <summary>How many sensors are served; any thread may count and read.</summary>
public sealed class ServeCounts
{
    private long sensors;
    private long events;

    /// <summary>Sensors that are connected now.</summary>
    public long Sensors => Volatile.Read(ref sensors);

    /// <summary>Events that were sent to them.</summary>
    public long Events => Volatile.Read(ref events);

    internal void Came() => Interlocked.Increment(ref sensors);

    internal void Went() => Interlocked.Decrement(ref sensors);

    internal void Sent() => Interlocked.Increment(ref events);
}
