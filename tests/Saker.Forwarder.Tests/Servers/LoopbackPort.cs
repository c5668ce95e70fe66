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
}
