using Saker.Alerts.Outputs;

namespace Saker.Forwarder.Delivery;

/// <summary>Keeps away from an output that fails: all wait out the pause, then one tries before the others.</summary>
internal sealed class CircuitBreaker(TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim probe = new(1);
    private readonly Lock gate = new();
    private int failures;
    private DateTimeOffset until;

    /// <summary>Whether the last attempt failed.</summary>
    public bool IsOpen => Volatile.Read(ref failures) > 0;

    /// <summary>Makes an attempt when it is time for one.</summary>
    /// <returns>Why it failed; null when it succeeded.</returns>
    public async Task<DeliveryException?> TryAsync(Func<Task> attempt, CancellationToken stop)
    {
        if (!IsOpen)
            return await AttemptAsync(attempt, stop).ConfigureAwait(false);
        await probe.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (Left() is { Ticks: > 0 } left)
                await Task.Delay(left, time, stop).ConfigureAwait(false);
            return await AttemptAsync(attempt, stop).ConfigureAwait(false);
        }
        finally
        {
            probe.Release();
        }
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
                failures = 0;
            return null;
        }
        catch (DeliveryException e)
        {
            // A refusal is about the alerts, not about the other end.
            lock (gate)
            {
                failures = e.IsFinal ? 0 : failures + 1;
                if (!e.IsFinal)
                    until = time.GetUtcNow() + BackOff.After(failures, e.RetryAfter);
            }

            return e;
        }
    }
}
