using System.Runtime.CompilerServices;
using Saker.Events;

namespace Saker.Kernel;

/// <summary>
/// Reads its rings as one stream in order of time, without allocating. Not thread-safe: one reader, one thread.
/// </summary>
/// <remarks>
/// <para>What must stay in order is what follows from each other: fork, then the child's exec, though another processor recorded it
/// in another ring. The kernel writes the first record before it lets the second happen. So a turn notes how far each ring has got,
/// then looks once more: whatever came before a record of the first look is there at the second. Delivered is, by time, everything
/// of the first look and what of the second is older.</para>
/// <para>A record that is being written holds the turn up, since older ones may lie behind it.</para>
/// </remarks>
public sealed unsafe class RingReader : IDisposable
{
    // Milliseconds between two looks. A look from sleep costs as much as some hundred records, so with few records they are rare.
    private const int ShortPause = 1;
    private const int ManyRecords = 512;
    private const int Pause = 4;
    private const int Rest = 25;
    private const int ReaderNiceness = -10;
    private const ulong PublishBytes = 64 << 10;

    private readonly Ring[] rings;
    private readonly Stream[] streams;
    private readonly int epoll;
    private readonly uint* resting;
    private int taken;
    private bool disposed;

    /// <summary>Makes rings.</summary>
    /// <param name="number">Which reader it is.</param>
    /// <param name="ordinary">Rings that the processors share; the grave one comes last.</param>
    /// <param name="cpus">Processors that write to them.</param>
    /// <param name="options">How large the rings are.</param>
    /// <param name="resting">Where the probe is told that the reader rests.</param>
    internal RingReader(int number, int ordinary, int cpus, ProbeOptions options, uint* resting)
    {
        this.resting = resting;
        rings = new Ring[ordinary + 1];
        for (int i = 0; i < ordinary; i++)
            rings[i] = Ring.Create($"ring_{number}_{i}", options.RingBytes);
        rings[ordinary] = Ring.Create($"ring_{number}_grave", options.GraveRingBytes);
        streams = new Stream[cpus * 2];
        epoll = LibC.CreateEpoll(LibC.EpollCloseOnExec);
        // Edge-triggered: what lies in a ring wakes nobody, only what the probe wants seen at once.
        var wanted = new LibC.EpollEvent { Events = LibC.EpollIn | LibC.EpollEdge };
        foreach (ref var ring in rings.AsSpan())
            _ = LibC.ControlEpoll(epoll, LibC.EpollAdd, ring.Descriptor, &wanted);
    }

    /// <summary>
    /// Lets the calling thread, which is to be the one that reads, go before what it watches where processors are scarce: what waits too
    /// long in the rings is lost. Where that is not permitted, nothing changes.
    /// </summary>
    public static void TakePrecedence() => _ = LibC.SetPriority(0, 0, ReaderNiceness);

    /// <summary>Hands over what the rings hold now.</summary>
    /// <returns>How many records it was.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Drain<THandler>(ref THandler handler, int max = int.MaxValue)
        where THandler : struct, IRecordHandler
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var all = rings.AsSpan();
        int count = 0;
        if (Look(all))
        {
            int due = CountDue(all);
            while (due > 0 && count < max)
            {
                ref var ring = ref Oldest(all, out ulong next);
                ulong published = ring.Position;
                // As long as this ring's records are older than all others, nobody else needs to be asked.
                bool found;
                do
                {
                    Follow(ref handler, ref ring, Unsafe.IsAddressLessThan(ref ring, ref all[^1]));
                    handler.Handle(ring.Head, ring.HeadSize);
                    bool wasDue = ring.Position < ring.Due;
                    ring.TakeHead();
                    count++;
                    if (wasDue && ring.Position >= ring.Due)
                        due--;
                    if (ring.Position - published >= PublishBytes)
                    {
                        ring.Publish();
                        published = ring.Position;
                    }

                    found = ring.FindHead();
                }
                while (found && ring.HeadTime <= next && ring.HeadTime != ulong.MaxValue && due > 0 && count < max);
                ring.Publish();
                if (!found)
                    break;
            }
        }

        taken = count;
        return count;
    }

    /// <summary>
    /// Sleeps until the probe calls or it is time to look again: after a millisecond while many records come, four when few do. Once none
    /// do the probe is asked to call for the next one, whatever it is. The first such sleep is still short: a record whose writer had not
    /// yet seen that it was asked is then found by looking.
    /// </summary>
    public void Wait()
    {
        if (taken > 0)
        {
            Volatile.Write(ref *resting, 0);
            Wait(taken >= ManyRecords ? ShortPause : Pause);
        }
        else if (Volatile.Read(ref *resting) == 0)
        {
            Volatile.Write(ref *resting, 1);
            Wait(Pause);
        }
        else
        {
            Wait(Rest);
        }
    }

    /// <summary>Sleeps until the probe calls, at most as long as given.</summary>
    public void Wait(int milliseconds)
    {
        byte* events = stackalloc byte[16 * 8];
        _ = LibC.WaitEpoll(epoll, events, 8, milliseconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        LibC.Close(epoll);
        foreach (ref var ring in rings.AsSpan())
            ring.Close();
    }

    internal int Descriptor(int ring) => rings[ring].Descriptor;

    private static bool Look(Span<Ring> all)
    {
        foreach (ref var ring in all)
            ring.Due = ring.Produced;
        bool ready = true;
        foreach (ref var ring in all)
        {
            ring.Visible = ring.Produced;
            ready &= ring.FindHead();
        }

        return ready;
    }

    private static int CountDue(Span<Ring> all)
    {
        int due = 0;
        foreach (ref var ring in all)
            due += ring.Position < ring.Due ? 1 : 0;
        return due;
    }

    /// <summary>The ring whose next record is the oldest, and the time of the oldest one in the others.</summary>
    private static ref Ring Oldest(Span<Ring> all, out ulong next)
    {
        int oldest = 0;
        next = ulong.MaxValue;
        for (int i = 1; i < all.Length; i++)
        {
            ulong time = all[i].HeadTime;
            if (time < all[oldest].HeadTime)
            {
                next = all[oldest].HeadTime;
                oldest = i;
            }
            else if (time < next)
            {
                next = time;
            }
        }

        return ref all[oldest];
    }

    /// <summary>Notices gaps in the numbers that a processor gives its records.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Follow<THandler>(ref THandler handler, ref Ring ring, bool ordinary)
        where THandler : struct, IRecordHandler
    {
        var facts = (FactHeader*)ring.Head;
        ref var stream = ref streams[(facts->Cpu * 2) + (ordinary ? 0 : 1)];
        ulong missing = facts->Sequence - stream.Sequence - 1;
        if (missing != 0)
            handler.Lost(new Loss(!ordinary, facts->Cpu, missing, stream.Time, ring.HeadTime));

        stream.Sequence = facts->Sequence;
        stream.Time = ring.HeadTime;
    }

    /// <summary>What one processor sent to one ring, so far.</summary>
    private struct Stream
    {
        public ulong Sequence;
        public ulong Time;
    }
}
