using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Delivery;

/// <summary>Where alerts go.</summary>
internal interface IDestination : IAsyncDisposable
{
    /// <summary>Where alerts keep coming, many go together so, and one that comes alone does not wait.</summary>
    static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(5);

    /// <summary>How many alerts it takes at once; at least 1.</summary>
    int MaxBatch { get; }

    /// <summary>How long alerts may wait for others to go with them, where it takes several at once.</summary>
    TimeSpan Gathering => Moment;

    /// <summary>The hosts that it speaks to.</summary>
    IEnumerable<string> Hosts { get; }

    /// <summary>Delivers alerts, all or none. When it returns, the other end has them.</summary>
    /// <exception cref="DeliveryException">They were not delivered.</exception>
    Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop);
}
