using Saker.Alerts.Outputs;

namespace Saker.Alerts.Channels;

/// <summary>Carries whole messages to a system log; connects when it has to.</summary>
internal interface ISyslogSender : IDisposable
{
    /// <summary>Sends a message.</summary>
    /// <exception cref="DeliveryException">It was not sent.</exception>
    void Send(byte[] message);

    /// <summary>Lets go of the connection; the next message makes another.</summary>
    void Close();
}
