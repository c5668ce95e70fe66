namespace Saker.Alerts.Streaming;

/// <summary>What one subscriber of the stream has not been given yet. Dispose of it to leave.</summary>
public sealed class AlertSubscription : IDisposable
{
    private readonly object gate = new();
    private readonly Queue<(Alert Alert, long MissedBefore)> waiting = new();
    private readonly int capacity;
    private readonly Action<AlertSubscription> leave;
    private long missed;

    internal AlertSubscription(int capacity, Action<AlertSubscription> leave)
    {
        this.capacity = capacity;
        this.leave = leave;
    }

    /// <summary>Waits for the next alert.</summary>
    /// <param name="patience">For how long.</param>
    /// <returns>The alert, null when none came; and how many were missed before it, since there was no room for them.</returns>
    public (Alert? Alert, long Missed) Take(TimeSpan patience)
    {
        lock (gate)
        {
            if (waiting.Count == 0 && missed == 0)
                Monitor.Wait(gate, patience);
            if (waiting.TryDequeue(out var next))
                return next;
            long last = missed;
            missed = 0;
            return (null, last);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => leave(this);

    internal void Add(Alert alert)
    {
        lock (gate)
        {
            if (waiting.Count >= capacity)
            {
                missed++;
                return;
            }

            waiting.Enqueue((alert, missed));
            missed = 0;
            Monitor.Pulse(gate);
        }
    }
}
