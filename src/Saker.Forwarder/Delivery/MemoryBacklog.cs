using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Delivery;

/// <summary>A backlog in memory, for where there is no disk to write to: what waits is lost with the process.</summary>
internal sealed class MemoryBacklog(int capacity) : IBacklog
{
    private readonly Lock gate = new();
    private readonly Queue<ForwardedAlert> waiting = new();
    private int peeked;

    public long Count
    {
        get
        {
            lock (gate)
                return waiting.Count;
        }
    }

    public bool TryAdd(QueuedAlert alert)
    {
        lock (gate)
        {
            if (waiting.Count >= capacity)
                return false;
            waiting.Enqueue(alert.Alert);
            return true;
        }
    }

    public IReadOnlyList<ForwardedAlert> Peek(int most)
    {
        lock (gate)
        {
            ForwardedAlert[] first = [.. waiting.Take(most)];
            peeked = first.Length;
            return first;
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
