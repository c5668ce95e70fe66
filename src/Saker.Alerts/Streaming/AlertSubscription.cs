namespace Saker.Alerts.Streaming;

/// <summary>What one subscriber of the stream has not been given yet. Dispose of it to leave.</summary>
public sealed class AlertSubscription : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim arrived = new(0, 1);
    private readonly Queue<(Alert Alert, long MissedBefore)> waiting = new();
    private readonly int capacity;
    private readonly long maxBytes;
    private readonly Action<AlertSubscription> leave;
    private long bytes;
    private long missed;

    internal AlertSubscription(int capacity, long maxBytes, Action<AlertSubscription> leave)
    {
        this.capacity = capacity;
        this.maxBytes = maxBytes;
        this.leave = leave;
    }

    /// <summary>Waits for the next alert.</summary>
    /// <param name="patience">For how long.</param>
    /// <returns>The alert, null when none came; and how many were missed before it, since there was no room for them.</returns>
    public (Alert? Alert, long Missed) Take(TimeSpan patience)
    {
        if (Next() is { } next)
            return next;
        arrived.Wait(patience);
        return Next() ?? default;
    }

    /// <summary>Waits for the next alert without a thread.</summary>
    /// <param name="patience">For how long.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>As <see cref="Take"/>.</returns>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async Task<(Alert? Alert, long Missed)> TakeAsync(TimeSpan patience, CancellationToken stop)
    {
        if (Next() is { } next)
            return next;
        await arrived.WaitAsync(patience, stop).ConfigureAwait(false);
        return Next() ?? default;
    }

    /// <inheritdoc/>
    public void Dispose() => leave(this);

    private (Alert? Alert, long Missed)? Next()
    {
        lock (gate)
        {
            if (waiting.TryDequeue(out var next))
            {
                bytes -= next.Alert.Line.Length;
                return next;
            }

            if (missed == 0)
                return null;
            long last = missed;
            missed = 0;
            return (null, last);
        }
    }

    internal void Add(Alert alert)
    {
        lock (gate)
        {
            if (waiting.Count >= capacity || (waiting.Count > 0 && bytes + alert.Line.Length > maxBytes))
            {
                missed++;
                return;
            }

            waiting.Enqueue((alert, missed));
            bytes += alert.Line.Length;
            missed = 0;
            // Only the wait of one who found nothing needs to be ended.
            if (arrived.CurrentCount == 0)
                arrived.Release();
        }
    }
}
