using System.Net.Sockets;
using Grpc.Net.Client;

namespace Saker.Sensor.Tests.Streaming;

/// <summary>Channels of gRPC over sockets of this machine.</summary>
internal static class SocketChannel
{
    /// <summary>A channel to whoever listens on a socket.</summary>
    /// <param name="path">The socket.</param>
    public static GrpcChannel To(string path) => GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, stop) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
                return new NetworkStream(socket, ownsSocket: true);
            },
        },
        DisposeHttpClient = true,
    });
}
