using System.Diagnostics.CodeAnalysis;

namespace Saker.Forwarder.Delivery;

/// <summary>A backlog in memory, for where there is no disk to write to: what waits is lost with the process.</summary>
internal sealed class MemoryBacklog(int capacity) : IBacklog
{
    private readonly Lock gate = new();
    private readonly Queue<QueuedAlert> waiting = new();
    private int peeked;

    public long Count
    {
        get
        {
            lock (gate)
                return waiting.Count;
        }
    }

    public DateTimeOffset? OldestSince
    {
        get
        {
            lock (gate)
                return waiting.TryPeek(out var oldest) ? oldest.Arrived : null;
        }
    }

    public bool IsLasting => false;

    public bool TryAdd(QueuedAlert alert, [NotNullWhen(false)] out string? why)
    {
        lock (gate)
        {
            bool hasRoom = waiting.Count < capacity;
            if (hasRoom)
                waiting.Enqueue(alert);
            why = hasRoom ? null : $"{capacity} alerts wait in memory (queue.capacity)";
            return hasRoom;
        }
    }

    public WaitingAlerts Peek(int most)
    {
        lock (gate)
        {
            QueuedAlert[] first = [.. waiting.Take(most)];
            peeked = first.Length;
            return new WaitingAlerts([.. first.Select(q => q.Alert)], []);
        }
    }

    public void Acknowledge()
    {
        lock (gate)
        {
            for (; peeked > 0; peeked--)
                waiting.Dequeue();
        }
    }

    public void Dispose()
    {
    }
}
