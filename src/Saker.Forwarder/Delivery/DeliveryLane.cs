using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Routing;

namespace Saker.Forwarder.Delivery;

/// <summary>
/// One output with all that waits for it. Alerts of one key go out in order, one batch after the other; different keys side by side as far
/// as the output may be asked so often at a time. An alert leaves the backlog when the other end has it, or has refused it for good.
/// </summary>
internal sealed class DeliveryLane : IAsyncDisposable
{
    private readonly IDestination destination;
    private readonly Route route;
    private readonly IBacklog backlog;
    private readonly DeadLetters deadLetters;
    private readonly int concurrency;
    private readonly CircuitBreaker breaker;
    private readonly Action<string> log;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim work = new(0);
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;
    private long oldest;
    private volatile bool isDown;

    /// <summary>Prepares a lane; <see cref="Start"/> lets it run. Destination and backlog are its own from here on.</summary>
    public DeliveryLane(
        string name, IDestination destination, Route route, IBacklog backlog, DeadLetters deadLetters, int concurrency, Action<string> log, TimeProvider time)
    {
        Name = name;
        this.destination = destination;
        this.route = route;
        this.backlog = backlog;
        this.deadLetters = deadLetters;
        this.concurrency = Math.Max(concurrency, 1);
        this.log = log;
        this.time = time;
        breaker = new CircuitBreaker(time);
    }

    /// <summary>The output's place in the configuration: <c>aws.s3</c>.</summary>
    public string Name { get; }

    /// <summary>What became of its alerts.</summary>
    public LaneCounts Counts { get; } = new();

    /// <summary>Alerts that wait.</summary>
    public long Waiting => backlog.Count;

    /// <summary>How long the oldest alert of the batch that is being delivered has been there.</summary>
    public TimeSpan Age => Interlocked.Read(ref oldest) is > 0 and var since ? time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Whether the output fails at the moment.</summary>
    public bool IsDown => breaker.IsOpen;

    /// <summary>Begins to deliver.</summary>
    public void Start() => running = Task.Run(RunAsync);

    /// <summary>Takes an alert, if it is for this output.</summary>
    public void Add(QueuedAlert alert)
    {
        if (!route.Admits(alert.Alert))
            return;
        if (!backlog.TryAdd(alert))
            Counts.AddLost();
        else if (work.CurrentCount == 0)
            work.Release();
    }

    /// <summary>Waits until nothing waits any more.</summary>
    /// <returns>False when patience ran out first.</returns>
    public async Task<bool> DrainAsync(TimeSpan patience)
    {
        long start = time.GetTimestamp();
        while (Waiting > 0 && time.GetElapsedTime(start) < patience && !running.IsCompleted)
            await Task.Delay(TimeSpan.FromMilliseconds(20), time).ConfigureAwait(false);
        return Waiting == 0;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        await destination.DisposeAsync().ConfigureAwait(false);
        backlog.Dispose();
        breaker.Dispose();
        work.Dispose();
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var alerts = Next();
                if (alerts.Count == 0)
                {
                    await work.WaitAsync(stopping.Token).ConfigureAwait(false);
                    continue;
                }

                Interlocked.Exchange(ref oldest, time.GetTimestamp());
                await DeliverAsync(alerts).ConfigureAwait(false);
                backlog.Acknowledge();
                Interlocked.Exchange(ref oldest, 0);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What was not acknowledged stays in the backlog.
        }
    }

    private IReadOnlyList<ForwardedAlert> Next()
    {
        try
        {
            return backlog.Peek(destination.MaxBatch * concurrency);
        }
        catch (IOException e)
        {
            log($"output {Name}: {e.Message}");
            return backlog.Count > 0 ? Next() : [];
        }
    }

    /// <summary>Delivers alerts: those of one key in order, as many keys side by side as is allowed.</summary>
    private Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts)
    {
        if (concurrency == 1)
            return DeliverInOrderAsync(alerts);
        var shares = alerts.GroupBy(a => (uint)StringComparer.Ordinal.GetHashCode(a.OrderKey) % (uint)concurrency);
        return Task.WhenAll(shares.Select(s => DeliverInOrderAsync([.. s])));
    }

    private async Task DeliverInOrderAsync(IReadOnlyList<ForwardedAlert> alerts)
    {
        foreach (var batch in alerts.Chunk(destination.MaxBatch))
            await DeliverBatchAsync(batch).ConfigureAwait(false);
    }

    private async Task DeliverBatchAsync(ForwardedAlert[] batch)
    {
        while (true)
        {
            var failure = await breaker.TryAsync(() => destination.DeliverAsync(batch, stopping.Token), stopping.Token).ConfigureAwait(false);
            if (failure is null)
            {
                Counts.AddDelivered(batch.Length);
                Recover();
                return;
            }

            Counts.AddFailure();
            if (failure.IsFinal)
            {
                await RefuseAsync(batch, failure).ConfigureAwait(false);
                return;
            }

            if (!isDown)
                log($"output {Name}: {failure.Message}; its alerts wait until it works again");
            isDown = true;
            Counts.AddRetry();
        }
    }

    /// <summary>A batch that is refused goes out one by one, so that a bad alert does not take the good ones with it.</summary>
    private async Task RefuseAsync(ForwardedAlert[] batch, DeliveryException refusal)
    {
        if (batch.Length > 1)
        {
            foreach (var alert in batch)
                await DeliverBatchAsync([alert]).ConfigureAwait(false);
            return;
        }

        log($"output {Name}: {refusal.Message}; the alert is kept as a dead letter");
        Counts.AddDead();
        try
        {
            deadLetters.Add(batch[0]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log($"output {Name}: the dead letter is lost: {e.Message}");
        }
    }

    private void Recover()
    {
        if (!isDown)
            return;
        isDown = false;
        log($"output {Name} works again, {Waiting} alerts wait for it");
    }
}
