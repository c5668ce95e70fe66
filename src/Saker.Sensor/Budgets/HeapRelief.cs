namespace Saker.Sensor.Budgets;

/// <summary>
/// Lets go of what is old and of little use before the memory of managed objects runs out: first of the part that is missed least, then,
/// where that was not enough, of the next one as well.
/// </summary>
/// <param name="limit">The limit in bytes.</param>
/// <param name="used">Bytes in use, rubbish included.</param>
/// <param name="ballast">What can be let go of, that which is missed least first.</param>
/// <param name="time">The clock.</param>
/// <param name="warn">Told once each time that it begins.</param>
internal sealed class HeapRelief(long limit, Func<long> used, IReadOnlyList<Ballast> ballast, TimeProvider time, Action<string> warn)
{
    private const long Megabyte = 1024 * 1024;

    private static readonly TimeSpan glance = TimeSpan.FromMilliseconds(50);

    // A collection halts everything for a while, all the longer the more is in use.
    private static readonly TimeSpan rest = TimeSpan.FromMilliseconds(500);

    private readonly long[] letGo = new long[ballast.Count];
    private readonly long high = limit / 8 * 5;
    private long looked = time.GetTimestamp();
    private long collected;
    private int reach;

    /// <summary>How much was let go of, by part; any thread may ask.</summary>
    public IEnumerable<(string Part, long Count)> LetGo => ballast.Select((b, i) => (b.Name, Interlocked.Read(ref letGo[i])));

    /// <summary>The limit in bytes.</summary>
    public long Limit => limit;

    /// <summary>Does what is due; mostly that is nothing.</summary>
    public void Turn()
    {
        if (time.GetElapsedTime(looked) < glance)
            return;
        looked = time.GetTimestamp();
        if (used() < high)
        {
            reach = 0;
            return;
        }

        bool isWorthIt = reach > 0 && reach < ballast.Count;
        if (!isWorthIt && collected != 0 && time.GetElapsedTime(collected) < rest)
            return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        collected = time.GetTimestamp();
        long live = used();
        if (live < high)
        {
            reach = 0;
            return;
        }

        if (reach == 0)
            warn($"managed objects take {live / Megabyte} of {limit / Megabyte} MB (saker.heap.max_size_mb): the oldest of what can be done without goes");
        while (reach < ballast.Count && LetGoOf(++reach) == 0)
        {
            // What is not there cannot go.
        }
    }

    private long LetGoOf(int parts)
    {
        long sum = 0;
        for (int i = 0; i < parts; i++)
        {
            long gone = ballast[i].LetGo();
            Interlocked.Add(ref letGo[i], gone);
            sum += gone;
        }

        return sum;
    }
}
