using Saker.Alerts.Outputs;

namespace Saker.Forwarder.Transports;

/// <summary>Makes a request one of somebody's who may make it.</summary>
internal interface IRequestSigner : IDisposable
{
    /// <summary>Adds what the other end knows one by.</summary>
    /// <param name="request">The request.</param>
    /// <param name="transport">What tokens are asked for with.</param>
    /// <param name="stop">Ends the asking.</param>
    /// <exception cref="DeliveryException">There is nothing to be known by.</exception>
    Task SignAsync(HttpRequestMessage request, HttpTransport transport, CancellationToken stop);
}
