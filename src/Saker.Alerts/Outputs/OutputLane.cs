using System.Diagnostics;
using Saker.Alerts.Metrics;
using Saker.Alerts.Spooling;
using Saker.Rules;

namespace Saker.Alerts.Outputs;

/// <summary>One output with its backlog and its thread: it tries until an alert is delivered, and is watched while it does.</summary>
internal sealed class OutputLane : IDisposable
{
    // While the sensor is about to end, a failing output is asked more often than its pauses would have it.
    private static readonly TimeSpan lastPauses = TimeSpan.FromMilliseconds(100);

    private readonly OutputLimits limits;
    private readonly Spool? spool;
    private readonly Backlog backlog;
    private readonly Action<Priority, string> report;
    private readonly Thread worker;
    private readonly bool takesObjects;
    private readonly ManualResetEventSlim closing = new();
    private readonly CancellationTokenSource abandoned = new();
    private readonly Lock exchange = new();
    private IAlertOutput output;
    private IAlertOutput? successor;
    private CancellationTokenSource untilExchanged;
    private long delivered;
    private long lost;
    private long retried;
    private long writingSince;
    private volatile bool isDown;
    private volatile bool isReopenAsked;
    private volatile bool isSpillAsked;
    private volatile bool isEnded;
    private bool isStuck;
    private bool isRefusing;
    private string? spoolProblem;
    private bool isUnsynced;

    /// <summary>Prepares a lane; <see cref="Start"/> lets it run.</summary>
    /// <param name="output">Where alerts go; owned by the lane.</param>
    /// <param name="limits">How much may wait.</param>
    /// <param name="spool">Where alerts are kept meanwhile; owned by the lane; null for nowhere.</param>
    /// <param name="report">Told of what the operator should know.</param>
    public OutputLane(IAlertOutput output, OutputLimits limits, Spool? spool, Action<Priority, string> report)
    {
        this.output = output;
        Name = output.Name;
        takesObjects = output.TakesObjects;
        untilExchanged = CancellationTokenSource.CreateLinkedTokenSource(abandoned.Token);
        this.limits = limits;
        this.spool = spool;
        this.report = report;
        backlog = new Backlog(limits, spool);
        worker = new Thread(Work) { Name = $"output {output.Name}", IsBackground = true };
    }

    public string Name { get; }

    public long Lost => Interlocked.Read(ref lost) + (spool?.Unreadable ?? 0);

    public OutputCounts Counts => new(Name, Interlocked.Read(ref delivered), Lost, backlog.Spooled,
        Interlocked.Read(ref retried), backlog.InMemory, backlog.OnDisk);

    /// <summary>Whether the disk should help before the next look.</summary>
    public bool IsFilling => backlog.HasSpool && backlog.IsFilling;

    /// <summary>Numbers that the output alone has.</summary>
    public IEnumerable<Metric> Metrics => Volatile.Read(ref output).Metrics;

    public void Start() => worker.Start();

    /// <summary>Adds an alert; one that finds no room is lost.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="mayWait">Whether to wait for room; asked again from time to time.</param>
    public void Add(Alert alert, Func<bool> mayWait)
    {
        alert = Shaped(alert);
        while (!backlog.Add(alert))
        {
            if (isEnded)
                return;
            if (!mayWait())
            {
                Interlocked.Increment(ref lost);
                return;
            }

            backlog.WaitForRoom(alert, TimeSpan.FromMilliseconds(50));
        }
    }

    /// <summary>Adds an alert that does not count as lost when there is no room for it.</summary>
    public bool TryAdd(Alert alert) => backlog.Add(Shaped(alert));

    public void Reopen()
    {
        isReopenAsked = true;
        backlog.Wake();
    }

    /// <summary>
    /// Lets another output take the place of this one, and be given what waits. An alert that is being delivered just then is given to it too,
    /// unless it was delivered: it may come twice.
    /// </summary>
    /// <param name="next">The other; owned by the lane.</param>
    public void Exchange(IAlertOutput next)
    {
        lock (exchange)
        {
            successor?.Dispose();
            successor = next;
            untilExchanged.Cancel();
        }

        backlog.Wake();
    }

    /// <summary>Ends while others go on: it is nobody's loss what comes from now on.</summary>
    /// <inheritdoc cref="Finish" path="/param"/>
    public void End(long deadline)
    {
        isEnded = true;
        Close();
        Finish(deadline);
        Dispose();
    }

    /// <summary>Sees to it that what waits too long is safe, and that a stuck output is known.</summary>
    public void Look()
    {
        long since = Interlocked.Read(ref writingSince);
        bool wasStuck = isStuck;
        isStuck = since != 0 && Stopwatch.GetElapsedTime(since) > limits.Timeout;
        if (isStuck && !wasStuck)
            report(Priority.Critical, $"\"{Name}\" output timeout, alerts to it wait; other outputs go on");
        if (isDown || isSpillAsked || backlog.IsFilling || backlog.Age > limits.SpoolAfter)
        {
            isSpillAsked = false;
            Spill();
        }
    }

    /// <summary>Has what is in the spool brought onto the disk itself.</summary>
    public void Sync()
    {
        try
        {
            spool?.Sync();
            isUnsynced = false;
        }
        catch (IOException e)
        {
            if (!isUnsynced)
                report(Priority.Error, $"output {Name}: its spool does not reach the disk, and would not outlive a loss of power: {e.Message}");
            isUnsynced = true;
        }
    }

    /// <summary>Lets the next look put on disk what waits in memory.</summary>
    /// <returns>How many alerts those are; none without a spool.</returns>
    public long AskToSpill()
    {
        isSpillAsked = backlog.HasSpool;
        return isSpillAsked ? backlog.InMemory : 0;
    }

    /// <summary>Takes no further alerts; the output is given what waits until <see cref="Finish"/>.</summary>
    public void Close()
    {
        backlog.Close();
        closing.Set();
    }

    /// <summary>Waits until all is delivered, and keeps or counts the rest.</summary>
    /// <param name="deadline">When to give up, as a timestamp of <see cref="Stopwatch"/>.</param>
    public void Finish(long deadline)
    {
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), deadline);
        if (!worker.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero))
            abandoned.Cancel();
        Interlocked.Add(ref lost, backlog.Abandon());
    }

    public void Dispose()
    {
        // A worker that hangs in a write keeps what it holds; the process is about to end.
        if (worker.Join(lastPauses))
        {
            output.Dispose();
            successor?.Dispose();
            untilExchanged.Dispose();
            closing.Dispose();
            abandoned.Dispose();
        }

        Sync();
        spool?.Dispose();
    }

    private Alert Shaped(Alert alert) => takesObjects ? alert.Whole : alert.Plain;

    private void Work()
    {
        output.Start();
        while (backlog.WaitForWork())
        {
            try
            {
                Renew();
                while (backlog.Take() is { } alert)
                {
                    if (!Deliver(alert))
                        return;
                    Renew();
                }
            }
            catch (IOException e)
            {
                report(Priority.Error, $"output {Name}: {e.Message}");
            }
        }
    }

    /// <summary>Delivers an alert, however often that has to be tried.</summary>
    /// <returns>False when the sensor ends first.</returns>
    private bool Deliver(Alert alert)
    {
        for (int failures = 1; ; failures++)
        {
            var failure = TryWrite(alert);
            if (failure is null or { IsFinal: true })
            {
                if (!backlog.Done())
                    return false;
                Settle(alert, failure);
                return true;
            }

            // What failed, or was broken off, with the former output says nothing of its successor.
            if (TakeOver())
            {
                failures = 0;
                continue;
            }

            Interlocked.Increment(ref retried);
            if (!isDown)
                report(Priority.Error, $"output {Name}: {failure.Message}; alerts to it wait until it works again");
            isDown = true;
            Spill();
            if (!Pause(BackOff.After(failures, failure.RetryAfter)))
                return false;
            Renew();
        }
    }

    private DeliveryException? TryWrite(Alert alert)
    {
        Interlocked.Exchange(ref writingSince, Stopwatch.GetTimestamp());
        try
        {
            output.Write(alert, untilExchanged.Token);
            return null;
        }
        catch (DeliveryException e)
        {
            return e;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            return new DeliveryException(e.Message, inner: e);
        }
        finally
        {
            Interlocked.Exchange(ref writingSince, 0);
        }
    }

    private void Settle(Alert alert, DeliveryException? refusal)
    {
        if (refusal is not null && !isRefusing)
            report(Priority.Error, $"output {Name}: {refusal.Message}; the alert is lost");
        isRefusing = refusal is not null;
        if (isDown)
            report(Priority.Notice, $"output {Name} works again; {backlog.InMemory + backlog.OnDisk} alerts wait for it");
        isDown = false;
        // What is counted has been said.
        if (refusal is null)
            Interlocked.Increment(ref delivered);
        else if (!LossNotices.IsNotice(alert))
            Interlocked.Increment(ref lost);
    }

    /// <returns>False when the sensor does not wait any longer.</returns>
    private bool Pause(TimeSpan pause)
    {
        if (!closing.IsSet)
            _ = WaitHandle.WaitAny([closing.WaitHandle, untilExchanged.Token.WaitHandle], pause);
        else if (backlog.HasSpool && backlog.InMemory == 0)
            return false;
        else
            abandoned.Token.WaitHandle.WaitOne(lastPauses);
        return !abandoned.IsCancellationRequested;
    }

    /// <summary>Does what was asked for while an alert was being delivered.</summary>
    private void Renew()
    {
        TakeOver();
        if (!isReopenAsked)
            return;
        isReopenAsked = false;
        output.Reopen();
    }

    private bool TakeOver()
    {
        lock (exchange)
        {
            if (successor is null)
                return false;
            output.Dispose();
            (output, successor) = (successor, null);
            output.Start();
            untilExchanged.Dispose();
            untilExchanged = CancellationTokenSource.CreateLinkedTokenSource(abandoned.Token);
            return true;
        }
    }

    private void Spill()
    {
        string? problem = backlog.Spill();
        string? before = Interlocked.Exchange(ref spoolProblem, problem);
        if (problem is not null && before is null)
            report(Priority.Error, $"output {Name}: {problem}; alerts to it wait in memory only");
    }
}
