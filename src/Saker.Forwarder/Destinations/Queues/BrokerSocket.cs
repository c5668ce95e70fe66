using System.Net.Sockets;
using RabbitMQ.Client;

namespace Saker.Forwarder.Destinations.Queues;

/// <summary>
/// A connection to a RabbitMQ broker whose end is an error. The client takes the end of a stream within a frame for a frame of which more will come,
/// and asks for more without a pause, on a processor of its own, until the program ends (seen with version 7.2.2).
/// </summary>
internal sealed class BrokerSocket(AddressFamily family) : TcpClientAdapter(new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true })
{
    public override NetworkStream GetStream() => new EndlessStream(Client);

    private sealed class EndlessStream(Socket socket) : NetworkStream(socket)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            return count > 0 || buffer.IsEmpty ? count : throw new EndOfStreamException("the broker has closed the connection");
        }
    }
}
