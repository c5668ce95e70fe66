using Saker.Alerts.Metrics;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Delivery;
using Saker.Forwarder.Metrics;

namespace Saker.Forwarder.Input.Logs;

/// <summary>
/// Reads alerts from a log, for as long as it is there. A record is acknowledged to the log when every output that has room keeps its alert, as a sender would be
/// answered 200 then; while no output has room it waits here, and nothing more is read. What is no alert becomes a dead letter, and does not hold up others.
/// </summary>
internal sealed class LogInput : IAsyncDisposable
{
    /// <summary>While no output has room it is looked so often whether one has.</summary>
    private static readonly TimeSpan glance = TimeSpan.FromMilliseconds(200);

    /// <summary>Beyond the time that the log may take to answer: so long it may wait for what has not come yet.</summary>
    private static readonly TimeSpan margin = TimeSpan.FromSeconds(5);

    private readonly string name;
    private readonly IAlertLog log;
    private readonly Func<ForwardedAlert, bool> accept;
    private readonly InputCount count;
    private readonly DeadLetters deadLetters;
    private readonly TimeSpan patience;
    private readonly Action<string> say;
    private readonly TimeProvider time;
    private readonly Reminder failing;
    private readonly Reminder foreign;
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;
    private int failures;
    private volatile ILogReader? reader;
    private volatile bool isWaiting;

    /// <summary>Prepares it; <see cref="Start"/> lets it run.</summary>
    /// <param name="log">The log.</param>
    /// <param name="accept">Takes an alert and tells whether it is kept.</param>
    /// <param name="count">Counts what is read; has its name.</param>
    /// <param name="deadLetters">Takes what is no alert.</param>
    /// <param name="patience">How long the log may take to answer.</param>
    /// <param name="say">Takes what the operator should know.</param>
    /// <param name="time">The clock.</param>
    public LogInput(IAlertLog log, Func<ForwardedAlert, bool> accept, InputCount count, DeadLetters deadLetters, TimeSpan patience, Action<string> say, TimeProvider time)
    {
        name = count.Source;
        this.log = log;
        this.accept = accept;
        this.count = count;
        this.deadLetters = deadLetters;
        this.patience = patience;
        this.say = say;
        this.time = time;
        failing = new Reminder(time);
        foreign = new Reminder(time);
    }

    /// <summary>The numbers as they are now.</summary>
    public IEnumerable<Metric> Metrics
    {
        get
        {
            yield return Of("connected", "Whether a log is there and read.", reader is null ? 0 : 1);
            yield return Of("paused", "Whether a log is not read on because no output has room.", isWaiting ? 1 : 0);
            if (reader?.Lag is { } lag)
                yield return Of("lag_alerts", "What a log holds and the group has not read.", lag);

            Metric Of(string number, string help, double value) => new($"saker_forward_input_{number}", help, value, ("source", name));
        }
    }

    /// <summary>Begins to read.</summary>
    public void Start() => running = Task.Run(RunAsync);

    /// <summary>Reads no more; what is not acknowledged stays in the log.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ReadAsync().ConfigureAwait(false);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                // It ends.
            }
            catch (Exception e)
            {
                failures++;
                if (failing.IsDue())
                    say($"input {name}: {LogFault.Of(log, e)}; it is tried again until it works");
                await Task.Delay(BackOff.After(failures, null), time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Connects, and reads until something fails.</summary>
    private async Task ReadAsync()
    {
        await using var opened = await log.OpenAsync(stopping.Token).ConfigureAwait(false);
        try
        {
            reader = opened;
            say($"input {name}: reads {log.Endpoint}");
            while (!stopping.IsCancellationRequested)
            {
                var read = await BoundAsync(opened.ReadAsync, stopping.Token).ConfigureAwait(false);
                await TakeAsync(opened, read).ConfigureAwait(false);
                failures = 0;
            }
        }
        finally
        {
            reader = null;
            isWaiting = false;
        }
    }

    /// <summary>Takes what was read, and acknowledges it as far as it is taken.</summary>
    private async Task TakeAsync(ILogReader from, IReadOnlyList<LogRecord> waiting)
    {
        while (waiting.Count > 0)
        {
            IReadOnlyList<LogRecord> taken = [.. waiting.TakeWhile(Take)];
            if (taken.Count > 0)
            {
                SyncLetters();
                // What is taken is acknowledged, though it is to end.
                await BoundAsync(stop => Done(from.AcknowledgeAsync(taken, stop)), CancellationToken.None).ConfigureAwait(false);
            }

            waiting = [.. waiting.Skip(taken.Count)];
            isWaiting = waiting.Count > 0;
            if (!isWaiting)
                return;
            await Task.Delay(glance, time, stopping.Token).ConfigureAwait(false);
            waiting = await BoundAsync(stop => from.KeepAsync(waiting, stop), stopping.Token).ConfigureAwait(false);
        }

        isWaiting = false;
    }

    private bool Take(LogRecord record)
    {
        // Of every sensor, also of one that writes to the log by itself: its rules may show no fields.
        if (AlertParser.Parse(record.Value.Span, mayLackFields: true) is { } alert)
            return accept(alert);
        Bury(record);
        return true;
    }

    private void Bury(LogRecord record)
    {
        count.AddRejected();
        string fate = "it is kept as a dead letter";
        try
        {
            deadLetters.Add(record.ToLine());
            if (!deadLetters.AreKept)
                fate = "it is left out, as there are no dead letters without spool.directory";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fate = $"it is left out, as the dead letter cannot be written: {e.Message}";
        }

        if (foreign.IsDue())
            say($"input {name}: {record.Place} is no alert; {fate}");
    }

    private void SyncLetters()
    {
        try
        {
            deadLetters.Sync();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            say($"input {name}: dead letters do not reach the disk: {e.Message}");
        }
    }

    private async Task<T> BoundAsync<T>(Func<CancellationToken, Task<T>> act, CancellationToken stop)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(stop);
        bound.CancelAfter(patience + margin);
        try
        {
            return await act(bound.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {patience.TotalSeconds} s", e);
        }
    }

    private static async Task<bool> Done(Task task)
    {
        await task.ConfigureAwait(false);
        return true;
    }
}
