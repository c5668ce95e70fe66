using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Delivery;

/// <summary>
/// Brings alerts to the other end, as often as it takes: those of one key in order, one batch after the other; different keys side by side as far
/// as the output may be asked so often at a time. What the other end refuses for good becomes a dead letter.
/// </summary>
/// <param name="name">The output's place in the configuration: <c>aws.s3</c>.</param>
/// <param name="destination">The other end, which somebody else disposes of.</param>
/// <param name="backlog">What waits for it.</param>
/// <param name="deadLetters">What it refused.</param>
/// <param name="options">How it is delivered.</param>
/// <param name="counts">Counts what becomes of alerts.</param>
/// <param name="log">Takes what the operator should know.</param>
/// <param name="time">The clock.</param>
internal sealed class BatchDelivery(
    string name, IDestination destination, IBacklog backlog, DeadLetters deadLetters, LaneOptions options, LaneCounts counts, Action<string> log, TimeProvider time) : IDisposable
{
    /// <summary>An outage may have several reasons, one after the other, but not any number of them that are worth a line.</summary>
    private const int MaxReasons = 5;

    private readonly CircuitBreaker breaker = new(time);
    private readonly Lock gate = new();
    private readonly HashSet<string> reasons = [];

    /// <summary>Whether the other end fails at the moment.</summary>
    public bool IsFailing => breaker.IsOpen;

    /// <summary>Delivers alerts; when it returns, the other end has them or has refused them.</summary>
    /// <exception cref="OperationCanceledException">It was stopped before.</exception>
    public Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        if (options.Concurrency == 1)
            return DeliverInOrderAsync(alerts, stop);
        var shares = alerts.GroupBy(a => (uint)StringComparer.Ordinal.GetHashCode(a.OrderKey) % (uint)options.Concurrency);
        return Task.WhenAll(shares.Select(s => DeliverInOrderAsync([.. s], stop)));
    }

    /// <summary>Keeps as a dead letter what waited and is no alert.</summary>
    public void Bury(ReadOnlyMemory<byte> record) => Bury("what waited for it is no alert", () => deadLetters.Add(record));

    /// <inheritdoc/>
    public void Dispose() => breaker.Dispose();

    private async Task DeliverInOrderAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        foreach (var batch in alerts.Chunk(destination.MaxBatch))
            await DeliverBatchAsync(batch, stop).ConfigureAwait(false);
    }

    private async Task DeliverBatchAsync(ForwardedAlert[] batch, CancellationToken stop)
    {
        while (true)
        {
            var failure = await breaker.TryAsync(() => destination.DeliverAsync(batch, stop), stop).ConfigureAwait(false);
            if (failure is null)
            {
                counts.AddDelivered(batch.Length);
                Recover();
                Show(batch);
                return;
            }

            counts.AddFailure();
            if (failure.IsFinal || (failure.IsLasting && breaker.LastingFailures >= options.MaxAttempts))
            {
                await RefuseAsync(batch, failure, stop).ConfigureAwait(false);
                return;
            }

            Tell(failure.Message);
            counts.AddRetry();
        }
    }

    /// <summary>A batch that is refused goes out one by one, so that a bad alert does not take the good ones with it.</summary>
    private async Task RefuseAsync(ForwardedAlert[] batch, DeliveryException failure, CancellationToken stop)
    {
        if (batch.Length > 1)
        {
            foreach (var alert in batch)
                await DeliverBatchAsync([alert], stop).ConfigureAwait(false);
            return;
        }

        Bury(failure.Message, () => deadLetters.Add(batch[0]));
    }

    private void Bury(string why, Action keep)
    {
        counts.AddDead();
        if (!deadLetters.AreKept)
        {
            log($"output {name}: {why}; it is lost, as there are no dead letters without spool.directory");
            return;
        }

        try
        {
            keep();
            log($"output {name}: {why}; it is kept as a dead letter");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log($"output {name}: {why}; it is lost, as the dead letter cannot be written: {e.Message}");
        }
    }

    private void Show(ForwardedAlert[] delivered)
    {
        if (!options.IsVerbose)
            return;
        foreach (var alert in delivered)
            log($"output {name} has {FalcosidekickPayload.Text(alert)}");
    }

    private void Tell(string reason)
    {
        int known;
        lock (gate)
        {
            known = reasons.Count;
            if (known == MaxReasons || !reasons.Add(reason))
                return;
        }

        log(known == 0 ? $"output {name}: {reason}; its alerts wait until it works again" : $"output {name}: now {reason}");
    }

    private void Recover()
    {
        lock (gate)
        {
            if (reasons.Count == 0)
                return;
            reasons.Clear();
        }

        log($"output {name} works again, {backlog.Count} alerts wait for it");
    }
}
