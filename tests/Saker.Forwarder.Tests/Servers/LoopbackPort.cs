using System.Net;
using System.Net.Sockets;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>Ports that nobody listens on.</summary>
internal static class LoopbackPort
{
    /// <summary>One that was free a moment ago.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until somebody listens; some servers take a quarter of a minute when nothing else runs.</summary>
    public static Task OpenAsync(int port, Func<string> otherwise) => Wait.UntilAsync(() => IsOpen(port), otherwise, seconds: 60);

    private static bool IsOpen(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
