namespace Saker.Kubernetes.Watching;

/// <summary>How watching went so far; any thread may count and read.</summary>
public sealed class WatchCounts
{
    private long lists;
    private long events;
    private long bookmarks;
    private long gone;
    private long disconnects;

    /// <summary>Lists that were read to their end.</summary>
    public long Lists => Volatile.Read(ref lists);

    /// <summary>Events of watches.</summary>
    public long Events => Volatile.Read(ref events);

    /// <summary>Those of them that were bookmarks.</summary>
    public long Bookmarks => Volatile.Read(ref bookmarks);

    /// <summary>Times that the server had forgotten where a watch ended.</summary>
    public long Forgotten => Volatile.Read(ref gone);

    /// <summary>Connections that failed or broke.</summary>
    public long Failures => Volatile.Read(ref disconnects);

    internal void Listed() => Interlocked.Increment(ref lists);

    internal void Seen() => Interlocked.Increment(ref events);

    internal void Bookmarked() => Interlocked.Increment(ref bookmarks);

    internal void Gone() => Interlocked.Increment(ref gone);

    internal void Disconnected() => Interlocked.Increment(ref disconnects);
}
