using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
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

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly List<Task> tasks = [];

    public KafkaLogin()
    {
        listener.Start();
        tasks.Add(AcceptAsync());
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What clients say: their names, mechanisms and what they log in with; TLS for whoever speaks it.</summary>
    public ConcurrentQueue<string> Said { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        await Task.WhenAll(tasks).ContinueWith(_ => { }, TaskScheduler.Default);
        ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
            tasks.Add(TalkAsync(await listener.AcceptTcpClientAsync(ending.Token)));
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var connection = client;
        var stream = client.GetStream();
        byte[] size = new byte[4];
        while (true)
        {
            await stream.ReadExactlyAsync(size, ending.Token);
            if (size[0] == Handshake)
            {
                Said.Enqueue("TLS");
                return;
            }

            byte[] request = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
            await stream.ReadExactlyAsync(request, ending.Token);
            byte[] answer = Answer(request);
            BinaryPrimitives.WriteInt32BigEndian(size, answer.Length);
            await stream.WriteAsync((byte[])[.. size, .. answer], ending.Token);
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
