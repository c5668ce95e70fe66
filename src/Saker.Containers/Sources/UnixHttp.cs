using System.Net.Sockets;

namespace Saker.Containers.Sources;

/// <summary>HTTP over the sockets of engines.</summary>
internal static class UnixHttp
{
    /// <summary>A handler that connects to a socket, and anew once that was closed.</summary>
    public static SocketsHttpHandler Handler(string socket) => new()
    {
        UseProxy = false,
        ConnectCallback = async (_, cancel) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancel).ConfigureAwait(false);
                return new NetworkStream(connection, ownsSocket: true);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        },
    };
}
