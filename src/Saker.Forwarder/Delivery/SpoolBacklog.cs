using System.Diagnostics.CodeAnalysis;
using Saker.Alerts;
using Saker.Alerts.Spooling;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Input;

namespace Saker.Forwarder.Delivery;

/// <summary>
/// A backlog on disk: what was added outlives the process, however it ends, and memory does not grow with it. Reads come from the page
/// cache while the output keeps up.
/// </summary>
internal sealed class SpoolBacklog(Spool spool) : IBacklog
{
    private const long MaxBatchBytes = 4 * 1024 * 1024;

    /// <summary>So many alerts are kept as they are besides, so that an output that keeps up need not take them apart again.</summary>
    private const int MaxRecent = 2048;

    private readonly Lock gate = new();
    private readonly Queue<QueuedAlert> recent = new();

    // All that waits is among the recent ones.
    private bool isRecent = spool.Count == 0;
    private SpoolRange? peeked;
    private DateTimeOffset? oldest;

    public long Count => spool.Count;

    public DateTimeOffset? OldestSince
    {
        get
        {
            lock (gate)
                return peeked is null ? null : oldest;
        }
    }

    public bool IsLasting => true;

    public bool TryAdd(QueuedAlert alert, [NotNullWhen(false)] out string? why)
    {
        var forwarded = alert.Alert;
        // When the alert happened stands in its line; the record tells since when it waits, to the next run, too.
        ulong arrived = (ulong)(alert.Arrived - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        var record = new Alert(arrived, forwarded.Rule, forwarded.PriorityName, forwarded.Source, alert.Payload);
        lock (gate)
        {
            bool isTaken = spool.TryAppend(record, out string? refusal);
            why = isTaken ? null : refusal!;
            if (isTaken)
                Keep(alert);
            return isTaken;
        }
    }

    public WaitingAlerts Peek(int most)
    {
        lock (gate)
        {
            try
            {
                return isRecent ? PeekRecent(most) : PeekDisk(most);
            }
            catch (IOException)
            {
                // What was lost with it is among the recent ones, too.
                Forget();
                throw;
            }
        }
    }

    public void Acknowledge()
    {
        lock (gate)
        {
            var done = peeked!;
            peeked = null;
            for (int i = 0; isRecent && i < done.Count; i++)
                recent.Dequeue();
            spool.Acknowledge(done);
        }
    }

    public void Sync() => spool.Sync();

    public void Dispose() => spool.Dispose();

    private WaitingAlerts PeekRecent(int most)
    {
        peeked = spool.Measure(most, MaxBatchBytes);
        if (peeked is null)
            return new WaitingAlerts([], []);
        oldest = recent.Peek().Arrived;
        return new WaitingAlerts([.. recent.Take(peeked.Count).Select(q => q.Alert)], []);
    }

    private WaitingAlerts PeekDisk(int most)
    {
        var batch = spool.Peek(most, MaxBatchBytes);
        peeked = batch?.Range;
        if (batch is null)
            return new WaitingAlerts([], []);
        oldest = DateTimeOffset.UnixEpoch.AddTicks((long)(batch.Alerts[0].Time / TimeSpan.NanosecondsPerTick));
        // Another version may have written what this one does not read.
        List<ForwardedAlert> alerts = [];
        List<ReadOnlyMemory<byte>> unreadable = [];
        foreach (var record in batch.Alerts)
        {
            if (AlertParser.Parse(record.Line.Span, mayLackFields: true) is { } alert)
                alerts.Add(alert);
            else
                unreadable.Add(record.Line);
        }

        return new WaitingAlerts(alerts, unreadable);
    }

    private void Keep(QueuedAlert alert)
    {
        isRecent = spool.Count == 1 || (isRecent && recent.Count < MaxRecent);
        if (!isRecent || spool.Count == 1)
            recent.Clear();
        if (isRecent)
            recent.Enqueue(alert);
    }

    private void Forget()
    {
        isRecent = false;
        recent.Clear();
    }
}
