using Saker.Forwarder.Alerts;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Delivery;

/// <summary>Hands alerts to all outputs that they are for.</summary>
internal sealed class Dispatcher(IReadOnlyList<DeliveryLane> lanes) : IAsyncDisposable
{
    /// <summary>The outputs.</summary>
    public IReadOnlyList<DeliveryLane> Lanes => lanes;

    /// <summary>Lets the outputs run.</summary>
    public void Start()
    {
        foreach (var lane in lanes)
            lane.Start();
    }

    /// <summary>Takes an alert. When this returns it waits in the backlog of each output that it is for.</summary>
    public void Accept(ForwardedAlert alert)
    {
        var queued = new QueuedAlert(alert, FalcosidekickPayload.Bytes(alert));
        foreach (var lane in lanes)
            lane.Add(queued);
    }

    /// <summary>Gives outputs in memory a last chance: waits until nothing waits, or patience runs out.</summary>
    public Task DrainAsync(TimeSpan patience) => Task.WhenAll(lanes.Where(l => !l.IsDown).Select(l => l.DrainAsync(patience)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var lane in lanes)
            await lane.DisposeAsync().ConfigureAwait(false);
    }
}
