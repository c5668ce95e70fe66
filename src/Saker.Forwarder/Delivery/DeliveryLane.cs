using Saker.Alerts.Outputs;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Routing;

namespace Saker.Forwarder.Delivery;

/// <summary>
/// One output with all that waits for it: takes alerts in, and hands them on when there are enough of them or they have waited for long enough.
/// An alert leaves the backlog when the other end has it, or has refused it for good.
/// </summary>
internal sealed class DeliveryLane : IAsyncDisposable
{
    /// <summary>While alerts wait for others to go with them, it is looked so often whether there are enough.</summary>
    private static readonly TimeSpan glance = TimeSpan.FromMilliseconds(250);

    private readonly IDestination destination;
    private readonly Route route;
    private readonly IBacklog backlog;
    private readonly DeadLetters deadLetters;
    private readonly LaneOptions options;
    private readonly BatchDelivery delivery;
    private readonly Reminder refusal;
    private readonly Action<string> log;
    private readonly TimeProvider time;
    private readonly Reminder unsynced;
    private readonly SemaphoreSlim work = new(0);
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;
    private Task summarising = Task.CompletedTask;
    private volatile bool isEnding;

    /// <summary>Prepares a lane; <see cref="Start"/> lets it run. Destination and backlog are its own from here on.</summary>
    public DeliveryLane(
        string name, IDestination destination, Route route, IBacklog backlog, DeadLetters deadLetters, LaneOptions options, Action<string> log, TimeProvider time)
    {
        Name = name;
        this.destination = destination;
        this.route = route;
        this.backlog = backlog;
        this.deadLetters = deadLetters;
        this.options = options;
        this.log = log;
        this.time = time;
        delivery = new BatchDelivery(name, destination, backlog, deadLetters, options, Counts, log, time);
        refusal = new Reminder(time);
        unsynced = new Reminder(time);
    }

    /// <summary>The output's place in the configuration: <c>aws.s3</c>.</summary>
    public string Name { get; }

    /// <summary>What became of its alerts.</summary>
    public LaneCounts Counts { get; } = new();

    /// <summary>Alerts that wait.</summary>
    public long Waiting => backlog.Count;

    /// <summary>How long the alert that waits longest has been there; for long enough when an earlier run took it in and the clock was set back since.</summary>
    public TimeSpan Age => backlog.OldestSince is { } since && time.GetUtcNow() - since is var age && age >= TimeSpan.Zero ? age : destination.Gathering;

    /// <summary>Whether the output fails at the moment.</summary>
    public bool IsDown => delivery.IsFailing;

    /// <summary>Begins to deliver.</summary>
    public void Start()
    {
        running = Task.Run(RunAsync);
        if (options.Limit is not null)
            summarising = Task.Run(SummariseAsync);
    }

    /// <summary>Takes an alert, if it is for this output. What is not taken for want of room is not counted as lost: whoever brings it may hold on to it.</summary>
    public Admission Add(QueuedAlert alert)
    {
        if (!route.Admits(alert.Alert))
            return Admission.NotWanted;
        if (options.Limit?.Admits(alert.Alert) == false)
        {
            Counts.AddSummarised();
            return Admission.Kept;
        }

        var admission = Keep(alert);
        if (admission == Admission.NoRoom)
            options.Limit?.Withdraw(alert.Alert);
        return admission;
    }

    /// <summary>Has what is kept brought onto the disk itself.</summary>
    public void Sync()
    {
        try
        {
            backlog.Sync();
            deadLetters.Sync();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (unsynced.IsDue())
                log($"output {Name}: what it keeps does not reach the disk, and would not outlive a loss of power: {e.Message}");
        }
    }

    /// <summary>Waits until nothing waits any more, or the output fails and what waits for it is on disk.</summary>
    /// <returns>False when something still waits.</returns>
    public async Task<bool> DrainAsync(TimeSpan patience)
    {
        isEnding = true;
        KeepSummaries(all: true);
        long start = time.GetTimestamp();
        while (Waiting > 0 && !(IsDown && backlog.IsLasting) && time.GetElapsedTime(start) < patience && !running.IsCompleted)
            await Task.Delay(TimeSpan.FromMilliseconds(20), time).ConfigureAwait(false);
        return Waiting == 0;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        await summarising.ConfigureAwait(false);
        KeepSummaries(all: true);
        await destination.DisposeAsync().ConfigureAwait(false);
        if (!backlog.IsLasting && Waiting > 0)
            log($"output {Name}: {Waiting} alerts that waited in memory are lost");
        Sync();
        backlog.Dispose();
        delivery.Dispose();
        work.Dispose();
        stopping.Dispose();
    }

    private Admission Keep(QueuedAlert alert)
    {
        if (!backlog.TryAdd(alert, out string? why))
        {
            if (refusal.IsDue())
                log($"output {Name}: {why}; it gets no more alerts until there is room");
            return Admission.NoRoom;
        }

        if (work.CurrentCount == 0)
            work.Release();
        return Admission.Kept;
    }

    private void KeepSummaries(bool all = false)
    {
        foreach (var summary in options.Limit?.Summaries(all) ?? [])
        {
            if (Keep(new QueuedAlert(summary, FalcosidekickPayload.Bytes(summary), time.GetUtcNow())) == Admission.NoRoom)
                Counts.AddLost();
        }
    }

    private async Task SummariseAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(Math.Clamp(options.Limit!.Interval.TotalMilliseconds / 10, 100, 1000)), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token).ConfigureAwait(false))
                KeepSummaries();
        }
        catch (OperationCanceledException)
        {
            // It ends.
        }
    }

    private async Task RunAsync()
    {
        int errors = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await DeliverNextAsync().ConfigureAwait(false);
                errors = 0;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                // Destinations report theirs to the breaker: this one is about the backlog, and must not end the output.
                Counts.AddFailure();
                var pause = BackOff.After(++errors, null);
                log($"output {Name}: {e.GetType().Name}: {e.Message}; it goes on in {pause.TotalSeconds:F1} s");
                await Task.Delay(pause, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                // What was not acknowledged stays in the backlog.
            }
        }
    }

    private async Task DeliverNextAsync()
    {
        // What comes meanwhile is not among what is looked at.
        bool isBatch = Waiting >= destination.MaxBatch;
        var next = backlog.Peek(destination.MaxBatch * options.Concurrency);
        if (next.IsEmpty)
        {
            await work.WaitAsync(stopping.Token).ConfigureAwait(false);
            return;
        }

        if (destination.Gathering > IDestination.Moment && !isEnding && !isBatch && Age < destination.Gathering)
        {
            await GatherAsync().ConfigureAwait(false);
            return;
        }

        long start = time.GetTimestamp();
        foreach (var record in next.Unreadable)
            delivery.Bury(record);
        await delivery.DeliverAsync(next.Alerts, stopping.Token).ConfigureAwait(false);
        backlog.Acknowledge();
        if (destination.MaxBatch > 1 && next.Alerts.Count < destination.MaxBatch && IDestination.Moment - time.GetElapsedTime(start) is { Ticks: > 0 } left)
            await Task.Delay(left, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Whether there are enough alerts for one batch, or the oldest has waited for others for long enough.</summary>
    private bool IsBatch => Waiting >= destination.MaxBatch || Age >= destination.Gathering;

    private async Task GatherAsync()
    {
        while (!IsBatch && !isEnding && !stopping.IsCancellationRequested)
            await Task.Delay(glance, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
