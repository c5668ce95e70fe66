using System.Diagnostics;
using Saker.Alerts.Aggregation;
using Saker.Alerts.Metrics;
using Saker.Alerts.Spooling;
using Saker.Rules;

namespace Saker.Alerts.Outputs;

/// <summary>
/// Takes alerts from the thread that found them and hands each to every output. Each output has a bounded backlog and a thread of its own:
/// one that is slow or down keeps no other waiting, and what finds no room any more is counted and said.
/// </summary>
public sealed class AlertOutputs : IDisposable
{
    private static readonly TimeSpan glance = TimeSpan.FromMilliseconds(100);

    private readonly Lock exchange = new();
    private readonly LossNotices notices;
    private readonly OutputLimits limits;
    private readonly Action<Priority, string> report;
    private readonly Func<bool> mayWait;
    private readonly AlertAggregator? aggregator;
    private readonly AutoResetEvent wake = new(false);
    private readonly Thread watch;
    private readonly DiskSync sync;
    private volatile bool isStopping;
    private volatile OutputLane[] lanes;
    private long lostBefore;
    private long deliveredBefore;

    /// <summary>Starts the outputs' threads.</summary>
    /// <param name="outputs">Where alerts go, each with the spool that keeps them meanwhile or null; owned from now on.</param>
    /// <param name="limits">How much may wait for each.</param>
    /// <param name="format">How alerts are written, and which become one.</param>
    /// <param name="report">Told, with a severity, of what the operator should know.</param>
    /// <param name="mayWait">Whether the finder may be kept waiting for room, as in a replay, where nothing is missed meanwhile; never when null.</param>
    public AlertOutputs(
        IReadOnlyList<(IAlertOutput Output, Spool? Spool)> outputs, OutputLimits limits, AlertFormat format, Action<Priority, string> report,
        Func<bool>? mayWait = null)
    {
        this.limits = limits;
        this.report = report;
        this.mayWait = mayWait ?? (() => false);
        lanes = [.. outputs.Select(o => new OutputLane(o.Output, limits, o.Spool, report))];
        notices = new LossNotices(() => lanes, format, limits.NoticeInterval, report);
        aggregator = format.Aggregation is { } aggregation ? new AlertAggregator(aggregation, format.Json, Deliver) : null;
        watch = new Thread(Watch) { Name = "outputs", IsBackground = true };
        foreach (var lane in lanes)
            lane.Start();
        watch.Start();
        sync = new DiskSync(Sync);
    }

    /// <summary>What became of the alerts, for each output.</summary>
    public IReadOnlyList<OutputCounts> Counts => [.. lanes.Select(l => l.Counts)];

    /// <summary>Numbers that single outputs have besides.</summary>
    public IEnumerable<Metric> Metrics => lanes.SelectMany(l => l.Metrics);

    /// <summary>Alerts lost, summed over the outputs, those that have ended included.</summary>
    public long Lost => Interlocked.Read(ref lostBefore) + lanes.Sum(l => l.Lost);

    /// <summary>Alerts delivered, summed over the outputs, those that have ended included.</summary>
    public long Delivered => Interlocked.Read(ref deliveredBefore) + lanes.Sum(l => l.Counts.Delivered);

    /// <summary>Lets an output take the place of the one of its name, and be given what waits for that one.</summary>
    public void Exchange(IAlertOutput next)
    {
        lock (exchange)
            lanes.Single(l => l.Name == next.Name).Exchange(next);
    }

    /// <summary>Starts a further output.</summary>
    /// <param name="output">Where alerts go as well from now on; owned from now on.</param>
    /// <param name="spool">What keeps them meanwhile; owned from now on; null for nothing.</param>
    public void Start(IAlertOutput output, Spool? spool)
    {
        var lane = new OutputLane(output, limits, spool, report);
        lane.Start();
        lock (exchange)
            lanes = [.. lanes, lane];
    }

    /// <summary>Ends an output: it is given what waits for it, for as long as the timeout allows.</summary>
    public void End(string name)
    {
        lock (exchange)
        {
            var lane = lanes.Single(l => l.Name == name);
            lanes = [.. lanes.Where(l => l != lane)];
            lane.End(Stopwatch.GetTimestamp() + (long)(limits.Timeout.TotalSeconds * Stopwatch.Frequency));
            Interlocked.Add(ref lostBefore, lane.Lost);
            Interlocked.Add(ref deliveredBefore, lane.Counts.Delivered);
        }
    }

    /// <summary>Adds an alert; does not block unless it may.</summary>
    public void Add(Alert alert)
    {
        if (aggregator is not null)
            aggregator.Add(alert);
        else
            Deliver(alert);
    }

    /// <summary>Lets the older half of what waits to become one go on as it is: memory runs out.</summary>
    /// <returns>How many alerts those are.</returns>
    public int EndAggregates() => aggregator?.LetGo() ?? 0;

    /// <summary>Asks for what waits in memory to be put on disk, where there is a spool: memory runs out.</summary>
    /// <returns>How many alerts those are.</returns>
    public long AskToSpill()
    {
        long waiting = lanes.Sum(l => l.AskToSpill());
        wake.Set();
        return waiting;
    }

    /// <summary>Makes outputs let go of files, processes and connections and take them up again.</summary>
    public void Reopen()
    {
        foreach (var lane in lanes)
            lane.Reopen();
    }

    /// <summary>Delivers what waits for as long as the timeout allows, keeps in spools what can be kept, and counts the rest as lost.</summary>
    public void Dispose()
    {
        aggregator?.Flush();
        long deadline = Stopwatch.GetTimestamp() + (long)(limits.Timeout.TotalSeconds * Stopwatch.Frequency);
        foreach (var lane in lanes)
            lane.Close();
        foreach (var lane in lanes)
            lane.Finish(deadline);
        // Until here it was seen to that what waits is on disk: who waits for the end may lose patience.
        isStopping = true;
        wake.Set();
        watch.Join();
        sync.Dispose();
        foreach (var counts in Counts)
        {
            if (counts.Lost > 0)
                report(Priority.Error, $"output {counts.Name}: {counts.Lost} alerts lost in all, {counts.Delivered} delivered");
            if (counts.OnDisk > 0)
                report(Priority.Notice, $"output {counts.Name}: {counts.OnDisk} alerts are kept for the next run");
        }

        foreach (var lane in lanes)
            lane.Dispose();
        wake.Dispose();
    }

    private void Deliver(Alert alert)
    {
        foreach (var lane in lanes)
        {
            lane.Add(alert, mayWait);
            if (lane.IsFilling)
                wake.Set();
        }
    }

    private void Sync()
    {
        foreach (var lane in lanes)
            lane.Sync();
    }

    private void Watch()
    {
        while (!isStopping)
        {
            wake.WaitOne(glance);
            aggregator?.Look();
            foreach (var lane in lanes)
                lane.Look();
            notices.Say();
        }
    }
}
