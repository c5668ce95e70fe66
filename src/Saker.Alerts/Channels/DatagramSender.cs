using System.Net;
using System.Net.Sockets;
using Saker.Alerts.Outputs;

namespace Saker.Alerts.Channels;

/// <summary>A message in each datagram.</summary>
/// <param name="target">Where to.</param>
/// <param name="name">That place in messages.</param>
/// <param name="timeout">How long the other end, where it is on this machine, may leave a message waiting.</param>
internal sealed class DatagramSender(EndPoint target, string name, TimeSpan timeout) : ISyslogSender
{
    private Socket? socket;

    public void Send(byte[] message)
    {
        try
        {
            socket ??= Connect();
            socket.Send(message);
        }
        catch (SocketException e)
        {
            // A log that was restarted listens on another socket of the same name.
            Close();
            bool isTooLong = e.SocketErrorCode == SocketError.MessageSize;
            string why = isTooLong ? $"a message of {message.Length} bytes is too long for a datagram" : e.Message;
            throw new DeliveryException($"{name}: {why}", isTooLong, inner: e);
        }
    }

    public void Dispose() => Close();

    public void Close()
    {
        socket?.Dispose();
        socket = null;
    }

    private Socket Connect()
    {
        bool isLocal = target is UnixDomainSocketEndPoint;
        var made = isLocal
            ? new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)
            : new Socket(SocketType.Dgram, ProtocolType.Udp);
        try
        {
            made.SendTimeout = (int)timeout.TotalMilliseconds;
            made.Connect(target);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }
}
