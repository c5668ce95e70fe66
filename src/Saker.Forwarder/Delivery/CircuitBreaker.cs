using Saker.Alerts.Outputs;

namespace Saker.Forwarder.Delivery;

/// <summary>Keeps away from an output that fails: all wait out the pause, then one tries before the others.</summary>
internal sealed class CircuitBreaker(TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim probe = new(1);
    private readonly Lock gate = new();
    private int failures;
    private int lasting;
    private DateTimeOffset until;

    /// <summary>Whether the last attempt failed.</summary>
    public bool IsOpen => Volatile.Read(ref failures) > 0;

    /// <summary>Attempts in a row that failed for a reason that lasts.</summary>
    public int LastingFailures => Volatile.Read(ref lasting);

    /// <summary>Makes an attempt when it is time for one.</summary>
    /// <returns>Why it failed; null when it succeeded.</returns>
    public async Task<DeliveryException?> TryAsync(Func<Task> attempt, CancellationToken stop)
    {
        while (IsOpen)
        {
            await probe.WaitAsync(stop).ConfigureAwait(false);
            try
            {
                // Whoever tried before has closed it, perhaps: then all others go side by side again.
                if (!IsOpen)
                    break;
                if (Left() is { Ticks: > 0 } left)
                    await Task.Delay(left, time, stop).ConfigureAwait(false);
                return await AttemptAsync(attempt, stop).ConfigureAwait(false);
            }
            finally
            {
                probe.Release();
            }
        }

        return await AttemptAsync(attempt, stop).ConfigureAwait(false);
    }

    public void Dispose() => probe.Dispose();

    private TimeSpan Left()
    {
        lock (gate)
            return failures == 0 ? TimeSpan.Zero : until - time.GetUtcNow();
    }

    private async Task<DeliveryException?> AttemptAsync(Func<Task> attempt, CancellationToken stop)
    {
        try
        {
            await attempt().ConfigureAwait(false);
            lock (gate)
                (failures, lasting) = (0, 0);
            return null;
        }
        catch (DeliveryException e)
        {
            return Note(e);
        }
        catch (Exception e) when (!(e is OperationCanceledException && stop.IsCancellationRequested))
        {
            // The message of an error that nobody expected may hold anything, secrets too; where it came from may be shown.
            string place = e.StackTrace?.Split('\n')[0].Trim() ?? "";
            return Note(new DeliveryException($"it fails unexpectedly with {e.GetType().Name} {place}", inner: e) { IsLasting = true });
        }
    }

    private DeliveryException Note(DeliveryException failure)
    {
        lock (gate)
        {
            // A refusal is about the alerts, not about the other end.
            failures = failure.IsFinal ? 0 : failures + 1;
            lasting = failure.IsLasting ? lasting + 1 : 0;
            if (!failure.IsFinal)
                until = time.GetUtcNow() + BackOff.After(failures, failure.RetryAfter);
        }

        return failure;
    }
}
