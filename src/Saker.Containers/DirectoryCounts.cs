namespace Saker.Containers;

/// <summary>How often containers were asked about; any thread may count and read.</summary>
public sealed class DirectoryCounts
{
    private long asked;
    private long answered;
    private long failed;

    /// <summary>Containers that appeared.</summary>
    public long Questions => Volatile.Read(ref asked);

    /// <summary>Containers of which all is known that can be had.</summary>
    public long Answers => Volatile.Read(ref answered);

    /// <summary>Times that an engine did not answer.</summary>
    public long Failures => Volatile.Read(ref failed);

    internal void Asked() => Interlocked.Increment(ref asked);

    internal void Answered() => Interlocked.Increment(ref answered);

    internal void Failed() => Interlocked.Increment(ref failed);
}
