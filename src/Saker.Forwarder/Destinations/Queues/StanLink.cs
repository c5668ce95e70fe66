using System.Text;
using NATS.Client.Core;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Queues;

/// <summary>
/// A client of a cluster of NATS Streaming: messages of protocol buffers (https://github.com/nats-io/stan.go/blob/main/pb/protocol.proto) over a
/// connection to NATS. The cluster is found by its name, asks from time to time whether the client lives, and acknowledges each message that it keeps.
/// </summary>
internal sealed class StanLink : IAsyncDisposable
{
    private const string Discovery = "_STAN.discover";

    /// <summary>Since this version a connection has an id, by which a client that comes again is told from the one that it was.</summary>
    private const int Protocol = 1;

    private static readonly TimeSpan goodbye = TimeSpan.FromSeconds(2);

    private readonly NatsLink link;
    private readonly string clientId;
    private readonly byte[] connectionId = Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N"));
    private readonly CancellationTokenSource ending = new();
    private Task answering = Task.CompletedTask;
    private string publishing = "";
    private string closing = "";

    private StanLink(NatsLink link, string clientId)
    {
        this.link = link;
        this.clientId = clientId;
    }

    /// <summary>Connects.</summary>
    /// <param name="options">How to connect to NATS.</param>
    /// <param name="cluster">The name of the cluster.</param>
    /// <param name="clientId">Who to be there; nobody else may be connected as the same.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <exception cref="NatsException">There is no such cluster, or it does not want the client.</exception>
    /// <exception cref="FormatException">The cluster speaks another protocol.</exception>
    public static async Task<StanLink> OpenAsync(NatsOpts options, string cluster, string clientId, CancellationToken stop)
    {
        var link = new StanLink(await NatsLink.OpenAsync(options, stop).ConfigureAwait(false), clientId);
        try
        {
            await link.link.WhileConnectedAsync(lost => link.RegisterAsync(cluster, lost), stop).ConfigureAwait(false);
            return link;
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Publishes messages in order, and waits until the cluster keeps all of them.</summary>
    /// <exception cref="NatsException">It does not.</exception>
    public Task PublishAsync(IEnumerable<(string Id, string Subject, byte[] Data)> messages, CancellationToken stop) => link.WhileConnectedAsync(async lost =>
    {
        List<Task> answers = [.. messages.Select(m => PublishAsync(m.Id, m.Subject, m.Data, lost))];
        await Task.WhenAll(answers).ConfigureAwait(false);
    }, stop);

    /// <summary>Takes its leave, so that the cluster need not wonder, and disconnects.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (closing.Length > 0)
            {
                byte[] request = new ProtobufWriter().Text(1, clientId).ToArray();
                await AskAsync(closing, request, CancellationToken.None).WaitAsync(goodbye).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is NatsException or TimeoutException or FormatException or OperationCanceledException)
        {
            // Then it finds out by itself.
        }

        await ending.CancelAsync().ConfigureAwait(false);
        await answering.ConfigureAwait(false);
        await link.DisposeAsync().ConfigureAwait(false);
        ending.Dispose();
    }

    private async Task RegisterAsync(string cluster, CancellationToken stop)
    {
        string heartbeat = link.Connection.NewInbox();
        var questions = await link.Connection.SubscribeCoreAsync<byte[]>(heartbeat, cancellationToken: ending.Token).ConfigureAwait(false);
        answering = AnswerAsync(questions);
        byte[] request = new ProtobufWriter().Text(1, clientId).Text(2, heartbeat).Number(3, Protocol).Bytes(4, connectionId).ToArray();
        var answer = await AskAsync($"{Discovery}.{cluster}", request, stop).ConfigureAwait(false);
        if (Error(answer, 5) is { } error)
            throw new NatsException($"the cluster {cluster} does not take {clientId} as a client: {error}; each forwarder needs a stan.clientid of its own");
        publishing = answer.GetValueOrDefault(1, "");
        closing = answer.GetValueOrDefault(4, "");
        if (publishing.Length == 0)
            throw new FormatException($"the cluster {cluster} does not say where to publish");
    }

    private async Task PublishAsync(string id, string subject, byte[] data, CancellationToken stop)
    {
        byte[] message = new ProtobufWriter().Text(1, clientId).Text(2, id).Text(3, subject).Bytes(5, data).Bytes(6, connectionId).ToArray();
        var answer = await AskAsync($"{publishing}.{subject}", message, stop).ConfigureAwait(false);
        if (Error(answer, 2) is { } error)
            throw new NatsException($"the cluster does not keep a message: {error}");
        if (answer.GetValueOrDefault(1) != id)
            throw new FormatException("the cluster acknowledges what was not published");
    }

    private async Task<IReadOnlyDictionary<int, string>> AskAsync(string subject, byte[] request, CancellationToken stop)
    {
        var answer = await link.Connection.RequestAsync<byte[], byte[]>(subject, request, cancellationToken: stop).ConfigureAwait(false);
        return ProtobufTexts.Read(answer.Data);
    }

    private async Task AnswerAsync(INatsSub<byte[]> questions)
    {
        try
        {
            await foreach (var question in questions.Msgs.ReadAllAsync(ending.Token).ConfigureAwait(false))
                await question.ReplyAsync([], cancellationToken: ending.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or NatsException)
        {
            // The connection is given up, or will be.
        }
        finally
        {
            await questions.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static string? Error(IReadOnlyDictionary<int, string> answer, int field) => answer.GetValueOrDefault(field) is { Length: > 0 } error ? error : null;
}
