using Saker.Alerts.Spooling;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Delivery;

/// <summary>Hands alerts to all outputs that they are for.</summary>
internal sealed class Dispatcher(IReadOnlyList<DeliveryLane> lanes, Action<string> log, TimeProvider time) : IAsyncDisposable
{
    private readonly Reminder refusal = new(time);
    private DiskSync? sync;

    /// <summary>The outputs.</summary>
    public IReadOnlyList<DeliveryLane> Lanes => lanes;

    /// <summary>Lets the outputs run.</summary>
    public void Start()
    {
        foreach (var lane in lanes)
            lane.Start();
        sync = new DiskSync(Sync);
    }

    /// <summary>Takes an alert. When this returns it waits in the backlog of each output that it is for and that has room.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="isHeld">Whether whoever brings it holds on to it and comes again, so that it is not lost when it is not taken.</param>
    /// <returns>False when outputs want it and none has room: it is the sender's still.</returns>
    public bool Accept(ForwardedAlert alert, bool isHeld)
    {
        var queued = new QueuedAlert(alert, FalcosidekickPayload.Bytes(alert), time.GetUtcNow());
        bool isKept = false;
        List<DeliveryLane> full = [];
        foreach (var lane in lanes)
        {
            var admission = lane.Add(queued);
            isKept |= admission == Admission.Kept;
            if (admission == Admission.NoRoom)
                full.Add(lane);
        }

        if (isKept || !isHeld)
            full.ForEach(l => l.Counts.AddLost());
        if (isKept || full.Count == 0)
            return true;
        if (refusal.IsDue())
            log("no output has room for more; senders are answered 503, and logs are not read on, until one has");
        return false;
    }

    /// <summary>Gives what waits a last chance, until patience runs out; what is on disk has a later one when its output fails.</summary>
    public Task DrainAsync(TimeSpan patience) => Task.WhenAll(lanes.Select(l => l.DrainAsync(patience)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        sync?.Dispose();
        foreach (var lane in lanes)
            await lane.DisposeAsync().ConfigureAwait(false);
    }

    private void Sync()
    {
        foreach (var lane in lanes)
            lane.Sync();
    }
}
