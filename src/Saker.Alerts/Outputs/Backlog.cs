using System.Diagnostics;
using Saker.Alerts.Spooling;

namespace Saker.Alerts.Outputs;

/// <summary>
/// What waits for one output, in order: first what is on disk, then what is in memory. The alert that is being delivered counts as waiting
/// until it is done with.
/// </summary>
/// <remarks>
/// Adding never waits for the disk. Two locks see to that: <c>order</c> belongs to whoever takes alerts out of memory, to deliver them
/// or to put them on disk; <c>gate</c> guards the memory and is held for moments only. Whoever needs both takes <c>order</c> first.
/// </remarks>
internal sealed class Backlog(OutputLimits limits, Spool? spool)
{
    // What an alert costs besides its line.
    private const int Overhead = 200;

    private readonly Lock order = new();
    private readonly object gate = new();
    private readonly Queue<(Alert Alert, long Since)> memory = new();
    private long bytes;
    private (Alert Alert, long Since)? taken;
    private bool isTakenOnDisk;
    private long spooled;
    private bool isWoken;
    private bool isClosed;
    private bool isAbandoned;

    /// <summary>Alerts that were put on disk.</summary>
    public long Spooled => Interlocked.Read(ref spooled);

    /// <summary>Alerts on disk.</summary>
    public long OnDisk => spool?.Count ?? 0;

    /// <summary>Whether what waits survives the sensor.</summary>
    public bool HasSpool => spool is not null;

    /// <summary>Alerts that wait in memory and nowhere else.</summary>
    public long InMemory
    {
        get
        {
            lock (gate)
                return memory.Count + (taken is not null && !isTakenOnDisk ? 1 : 0);
        }
    }

    /// <summary>Whether half of the memory is used: without the disk's help, alerts are about to be lost.</summary>
    public bool IsFilling
    {
        get
        {
            lock (gate)
                return bytes > limits.MaxBytes / 2 || (limits.Capacity > 0 && memory.Count > limits.Capacity / 2);
        }
    }

    /// <summary>How long the oldest alert in memory waits.</summary>
    public TimeSpan Age
    {
        get
        {
            lock (gate)
            {
                long? since = taken is { } alert && !isTakenOnDisk ? alert.Since : memory.TryPeek(out var oldest) ? oldest.Since : null;
                return since is { } start ? Stopwatch.GetElapsedTime(start) : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Adds an alert.</summary>
    /// <returns>False when there is no room.</returns>
    public bool Add(Alert alert)
    {
        lock (gate)
        {
            if (isClosed || !HasRoom(alert))
                return false;
            memory.Enqueue((alert, Stopwatch.GetTimestamp()));
            bytes += SizeOf(alert);
            Monitor.PulseAll(gate);
            return true;
        }
    }

    /// <summary>Waits until there may be room for an alert.</summary>
    public void WaitForRoom(Alert alert, TimeSpan patience)
    {
        lock (gate)
        {
            if (!isClosed && !HasRoom(alert))
                Monitor.Wait(gate, patience);
        }
    }

    /// <summary>Waits until there is something to deliver or somebody called <see cref="Wake"/>.</summary>
    /// <returns>False when nothing will come any more.</returns>
    public bool WaitForWork()
    {
        lock (gate)
        {
            while (memory.Count == 0 && OnDisk == 0 && !isClosed && !isWoken)
                Monitor.Wait(gate);
            isWoken = false;
            return !isAbandoned && (memory.Count > 0 || OnDisk > 0 || !isClosed);
        }
    }

    /// <summary>Ends a wait for work.</summary>
    public void Wake()
    {
        lock (gate)
        {
            isWoken = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>The next alert to be delivered, or null; <see cref="Done"/> follows.</summary>
    /// <exception cref="IOException">The disk does not give back what it holds.</exception>
    public Alert? Take()
    {
        lock (order)
        {
            if (isAbandoned)
                return null;
            var kept = spool?.Peek();
            lock (gate)
            {
                isTakenOnDisk = kept is not null;
                taken = kept is not null ? (kept, Stopwatch.GetTimestamp()) : memory.Count > 0 ? Dequeue() : null;
                return taken?.Alert;
            }
        }
    }

    /// <summary>The alert that was taken needs nothing further.</summary>
    /// <returns>False when nobody waits for that any longer, and the alert counts as what was made of it then.</returns>
    public bool Done()
    {
        lock (order)
        {
            if (isAbandoned)
                return false;
            bool wasOnDisk = isTakenOnDisk;
            lock (gate)
                (taken, isTakenOnDisk) = (null, false);
            if (wasOnDisk)
                spool!.Acknowledge();
            return true;
        }
    }

    /// <summary>Puts on disk what is in memory.</summary>
    /// <returns>Why some of it had to stay in memory; null when none had to.</returns>
    public string? Spill()
    {
        if (spool is null)
            return null;
        lock (order)
        {
            if (taken is { } current && !isTakenOnDisk)
            {
                if (!spool.TryAppend(current.Alert, out string? why))
                    return why;
                lock (gate)
                    isTakenOnDisk = true;
                spooled++;
            }

            while (Oldest() is { } alert)
            {
                if (!spool.TryAppend(alert, out string? why))
                    return why;
                lock (gate)
                    Dequeue();
                spooled++;
            }

            return null;
        }
    }

    /// <summary>Takes no further alerts.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Gives up on delivering: what can be is put on disk.</summary>
    /// <returns>How many alerts are lost.</returns>
    public long Abandon()
    {
        Spill();
        lock (order)
        {
            lock (gate)
            {
                long lost = InMemory;
                memory.Clear();
                (taken, bytes, isAbandoned, isClosed) = (null, 0, true, true);
                Monitor.PulseAll(gate);
                return lost;
            }
        }
    }

    private static int SizeOf(Alert alert) => alert.Line.Length + Overhead;

    private bool HasRoom(Alert alert) => memory.Count == 0
        || (bytes + SizeOf(alert) <= limits.MaxBytes && (limits.Capacity == 0 || memory.Count < limits.Capacity));

    private Alert? Oldest()
    {
        lock (gate)
            return memory.TryPeek(out var first) ? first.Alert : null;
    }

    private (Alert Alert, long Since) Dequeue()
    {
        var first = memory.Dequeue();
        bytes -= SizeOf(first.Alert);
        Monitor.PulseAll(gate);
        return first;
    }
}
