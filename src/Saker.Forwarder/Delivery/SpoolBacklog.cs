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

    private readonly Lock gate = new();
    private SpoolBatch? peeked;

    public long Count => spool.Count;

    public DateTimeOffset? OldestSince
    {
        get
        {
            lock (gate)
                return peeked is null ? null : DateTimeOffset.UnixEpoch.AddTicks((long)(peeked.Alerts[0].Time / TimeSpan.NanosecondsPerTick));
        }
    }

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
            return isTaken;
        }
    }

    public WaitingAlerts Peek(int most)
    {
        lock (gate)
        {
            peeked = spool.Peek(most, MaxBatchBytes);
            if (peeked is null)
                return new WaitingAlerts([], []);
            // Another version may have written what this one does not read.
            List<ForwardedAlert> alerts = [];
            List<ReadOnlyMemory<byte>> unreadable = [];
            foreach (var record in peeked.Alerts)
            {
                if (AlertParser.Parse(record.Line.Span) is { } alert)
                    alerts.Add(alert);
                else
                    unreadable.Add(record.Line);
            }

            return new WaitingAlerts(alerts, unreadable);
        }
    }

    public void Acknowledge()
    {
        lock (gate)
        {
            var done = peeked!;
            peeked = null;
            spool.Acknowledge(done);
        }
    }

    public void Dispose() => spool.Dispose();
}
