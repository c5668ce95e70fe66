using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>
/// A broker of Kafka that lets clients say who they are and goes no further, since the cluster that librdkafka mimics knows no logins:
/// https://kafka.apache.org/protocol
/// </summary>
internal sealed class KafkaLogin : IAsyncDisposable
{
    private const short SaslHandshake = 17;
    private const short ApiVersions = 18;
    private const short SaslAuthenticate = 36;
    private const short UnsupportedVersion = 35;
    private const short SaslAuthenticationFailed = 58;

    /// <summary>What begins a connection with TLS.</summary>
    private const int Handshake = 0x16;

    private readonly TcpEnd end;

    public KafkaLogin() => end = new TcpEnd(TalkAsync);

    public int Port => end.Port;

    /// <summary>What clients say: their names, mechanisms and what they log in with; TLS for whoever speaks it.</summary>
    public ConcurrentQueue<string> Said { get; } = [];

    public ValueTask DisposeAsync() => end.DisposeAsync();

    private async Task TalkAsync(Stream stream, CancellationToken ending)
    {
        byte[] size = new byte[4];
        while (true)
        {
            await stream.ReadExactlyAsync(size, ending);
            if (size[0] == Handshake)
            {
                Said.Enqueue("TLS");
                return;
            }

            byte[] request = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
            await stream.ReadExactlyAsync(request, ending);
            byte[] answer = Answer(request);
            BinaryPrimitives.WriteInt32BigEndian(size, answer.Length);
            await stream.WriteAsync((byte[])[.. size, .. answer], ending);
        }
    }

    /// <summary>Answers a request: its correlation, and what its kind has.</summary>
    private byte[] Answer(byte[] request)
    {
        short key = BinaryPrimitives.ReadInt16BigEndian(request), version = BinaryPrimitives.ReadInt16BigEndian(request.AsSpan(2));
        string client = Text(request.AsSpan(8));
        Said.Enqueue($"client {client}");
        var body = request.AsSpan(10 + client.Length);
        switch (key)
        {
            case SaslHandshake:
                Said.Enqueue($"mechanism {Text(body)}");
                return [.. request.AsSpan(4, 4), .. Int16(0), .. Int32(1), .. Int16((short)Text(body).Length), .. Encoding.ASCII.GetBytes(Text(body))];
            case SaslAuthenticate:
                Said.Enqueue($"login {Encoding.UTF8.GetString(body[4..]).Replace('\0', ' ')}");
                return [.. request.AsSpan(4, 4), .. Int16(SaslAuthenticationFailed), .. Int16(0), .. Int32(0)];
            default:
                key.Should().Be(ApiVersions);
                (short, short)[] known = [(0, 7), (3, 4), (SaslHandshake, 1), (ApiVersions, 0), (SaslAuthenticate, 0)];
                return [.. request.AsSpan(4, 4), .. Int16(version == 0 ? (short)0 : UnsupportedVersion), .. Int32(known.Length),
                    .. known.SelectMany(k => (byte[])[.. Int16(k.Item1), .. Int16(0), .. Int16(k.Item2)])];
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes.Slice(2, BinaryPrimitives.ReadInt16BigEndian(bytes)));

    private static byte[] Int16(short value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Int32(int value) => [.. Int16((short)(value >> 16)), .. Int16((short)value)];
}
