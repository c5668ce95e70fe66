using System.Collections.Concurrent;
using System.Text;
using NATS.Client.Core;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>
/// A cluster of NATS Streaming over a real server of NATS, as https://github.com/nats-io/nats-streaming-server behaves towards clients that publish: one
/// client of a name at a time, unless the one that is there does not answer; messages only of clients that are connected; an acknowledgement for each.
/// </summary>
internal sealed class StanCluster : IAsyncDisposable
{
    private const string Requests = "_STAN.fake";

    private readonly NatsConnection connection;
    private readonly string name;
    private readonly ConcurrentDictionary<string, (string Inbox, string ConnectionId)> clients = new();
    private readonly CancellationTokenSource ending = new();
    private readonly List<Task> serving = [];

    private StanCluster(NatsConnection connection, string name)
    {
        this.connection = connection;
        this.name = name;
    }

    /// <summary>What it keeps: subjects and messages, in order.</summary>
    public ConcurrentQueue<(string Subject, string Message)> Kept { get; } = [];

    /// <summary>What was wrong with what came.</summary>
    public ConcurrentQueue<string> Wrong { get; } = [];

    /// <summary>The names of clients that are connected.</summary>
    public IEnumerable<string> Clients => clients.Keys;

    /// <summary>What is answered to messages instead of keeping them; null to keep them.</summary>
    public string? Refusal { get; set; }

    public static async Task<StanCluster> StartAsync(NatsOpts options, string name)
    {
        var cluster = new StanCluster(new NatsConnection(options), name);
        await cluster.ServeAsync($"_STAN.discover.{name}", cluster.ConnectAsync);
        await cluster.ServeAsync($"{Requests}.close", cluster.CloseAsync);
        await cluster.ServeAsync($"{Requests}.pub.>", cluster.PublishAsync);
        await cluster.connection.PingAsync(TestContext.Current.CancellationToken);
        return cluster;
    }

    /// <summary>Whether a client answers.</summary>
    public async Task<bool> AnswersAsync(string client)
    {
        try
        {
            var answer = await connection.RequestAsync<byte[], byte[]>(clients[client].Inbox, [], replyOpts: new NatsSubOpts { Timeout = TimeSpan.FromSeconds(10) });
            return answer.Data is null or { Length: 0 };
        }
        catch (NatsException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await Task.WhenAll(serving);
        await connection.DisposeAsync();
        ending.Dispose();
    }

    private async Task ServeAsync(string subject, Func<NatsMsg<byte[]>, Task<byte[]>> answer)
    {
        var subscription = await connection.SubscribeCoreAsync<byte[]>(subject, cancellationToken: ending.Token);
        serving.Add(Task.Run(async () =>
        {
            try
            {
                await foreach (var message in subscription.Msgs.ReadAllAsync(ending.Token))
                {
                    byte[] reply = await answer(message);
                    try
                    {
                        await message.ReplyAsync(reply, cancellationToken: ending.Token);
                    }
                    catch (NatsException)
                    {
                        // The server went away; who asked asks again.
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // It ends.
            }
        }));
    }

    private async Task<byte[]> ConnectAsync(NatsMsg<byte[]> message)
    {
        var request = ProtobufFields.Message(message.Data!);
        string client = request.Text(1);
        Check(message.Subject == $"_STAN.discover.{name}", "it asks for another cluster");
        Check((ulong)request.Single(3) == 1, "it speaks no protocol with ids of connections");
        if (clients.ContainsKey(client) && await AnswersAsync(client))
            return Answer((5, "stan: clientID already registered"));
        clients[client] = (request.Text(2), request.Text(4));
        return Answer((1, $"{Requests}.pub"), (2, $"{Requests}.sub"), (3, $"{Requests}.unsub"), (4, $"{Requests}.close"), (6, $"{Requests}.subclose"));
    }

    private Task<byte[]> CloseAsync(NatsMsg<byte[]> message)
    {
        Check(clients.TryRemove(ProtobufFields.Message(message.Data!).Text(1), out _), "whoever closes was not connected");
        return Task.FromResult(Answer());
    }

    private Task<byte[]> PublishAsync(NatsMsg<byte[]> message)
    {
        var request = ProtobufFields.Message(message.Data!);
        string id = request.Text(2), subject = request.Text(3);
        Check(message.Subject == $"{Requests}.pub.{subject}", "subject and message differ");
        if (Refusal is { } refusal)
            return Task.FromResult(Answer((1, id), (2, refusal)));
        if (!clients.TryGetValue(request.Text(1), out var client) || client.ConnectionId != request.Text(6) || id.Length == 0)
            return Task.FromResult(Answer((1, id), (2, "stan: invalid publish request")));
        Kept.Enqueue((subject, request.Text(5)));
        return Task.FromResult(Answer((1, id)));
    }

    private void Check(bool holds, string what)
    {
        if (!holds)
            Wrong.Enqueue(what);
    }

    private static byte[] Answer(params (int Field, string Text)[] fields)
    {
        using var bytes = new MemoryStream();
        using (var output = new Google.Protobuf.CodedOutputStream(bytes, leaveOpen: true))
        {
            foreach (var (field, text) in fields)
            {
                output.WriteTag(field, Google.Protobuf.WireFormat.WireType.LengthDelimited);
                output.WriteBytes(Google.Protobuf.ByteString.CopyFrom(Encoding.UTF8.GetBytes(text)));
            }
        }

        return bytes.ToArray();
    }
}
