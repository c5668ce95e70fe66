using System.Net;
using System.Net.Sockets;

namespace Saker.EndToEnd.Tests.Fixture;

/// <summary>Ports of this machine.</summary>
internal static class Ports
{
    /// <summary>A port on which nobody listens just now.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
