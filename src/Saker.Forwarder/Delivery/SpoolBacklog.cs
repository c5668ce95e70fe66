using Saker.Alerts;
using Saker.Alerts.Spooling;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Input;

namespace Saker.Forwarder.Delivery;

/// <summary>
/// A backlog on disk: what was added outlives the process, however it ends, and memory does not grow with it. Reads come from the page
/// cache while the output keeps up.
/// </summary>
internal sealed class SpoolBacklog(Spool spool, Action<string> report) : IBacklog
{
    private const long MaxBatchBytes = 4 * 1024 * 1024;

    private readonly Lock gate = new();
    private SpoolBatch? peeked;
    private bool isRefusing;

    public long Count => spool.Count;

    public bool TryAdd(QueuedAlert alert)
    {
        var (forwarded, payload) = (alert.Alert, alert.Payload);
        var record = new Alert(forwarded.Time.Nanoseconds, forwarded.Rule, forwarded.PriorityName, forwarded.Source, payload);
        lock (gate)
        {
            bool taken = spool.TryAppend(record, out string? why);
            if (!taken && !isRefusing)
                report($"{why}; alerts are lost until there is room");
            isRefusing = !taken;
            return taken;
        }
    }

    public IReadOnlyList<ForwardedAlert> Peek(int most)
    {
        lock (gate)
        {
            peeked = spool.Peek(most, MaxBatchBytes);
            // What is in the spool was read once already, so it reads again; a checksum stands for its being the same.
            return peeked is null ? [] : [.. peeked.Alerts.Select(a => AlertParser.Parse(a.Line.Span)).OfType<ForwardedAlert>()];
        }
    }

    public void Acknowledge()
    {
        lock (gate)
        {
            spool.Acknowledge(peeked!);
            peeked = null;
        }
    }

    public void Dispose() => spool.Dispose();
}
