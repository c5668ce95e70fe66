using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Delivery;

/// <summary>Where alerts go.</summary>
internal interface IDestination : IAsyncDisposable
{
    /// <summary>How many alerts it takes at once; at least 1.</summary>
    int MaxBatch { get; }

    /// <summary>The hosts that it speaks to.</summary>
    IEnumerable<string> Hosts { get; }

    /// <summary>Delivers alerts, all or none. When it returns, the other end has them.</summary>
    /// <exception cref="DeliveryException">They were not delivered.</exception>
    Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop);
}
