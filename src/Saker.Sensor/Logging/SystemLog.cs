using System.Net.Sockets;
using System.Text;

namespace Saker.Sensor;

/// <summary>The log of the system, by the datagrams that <c>/dev/log</c> takes. A machine without one loses nothing but the line.</summary>
/// <param name="name">Who writes.</param>
internal sealed class SystemLog(string name) : IDisposable
{
    private const string Path = "/dev/log";
    private const int User = 1 << 3;

    private Socket? socket;

    public void Write(LogLevel severity, string message)
    {
        byte[] datagram = Encoding.UTF8.GetBytes($"<{User | (int)severity}>{name}[{Environment.ProcessId}]: {message}");
        // The daemon may have been started anew since the last line.
        if (!TrySend(datagram))
            _ = TrySend(datagram);
    }

    public void Dispose() => socket?.Dispose();

    private bool TrySend(byte[] datagram)
    {
        if (!File.Exists(Path))
            return true;
        try
        {
            socket ??= Connect();
            socket.Send(datagram);
            return true;
        }
        catch (SocketException)
        {
            socket?.Dispose();
            socket = null;
            return false;
        }
    }

    private static Socket Connect()
    {
        // A daemon that does not read must not hold up whoever writes.
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        socket.Connect(new UnixDomainSocketEndPoint(Path));
        return socket;
    }
}
