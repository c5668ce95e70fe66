using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;
using Saker.Forwarder.Destinations.Queues;

namespace Saker.Forwarder.Input.Logs;

/// <summary>
/// A stream of NATS JetStream, read by a durable consumer that readers of its name share and that wants every message acknowledged:
/// https://docs.nats.io/nats-concepts/jetstream/consumers
/// </summary>
internal sealed class JetStreamLog(DestinationContext context, Uri address) : IAlertLog
{
    /// <summary>Of so many messages, for all readers together, the server waits for a word at a time.</summary>
    private const int MaxUnacknowledged = 10_000;

    private readonly string stream = context.Settings.Text("stream");
    private readonly string subject = context.Settings.Text("subject");
    private readonly ReaderGroup group = Group(context);
    private readonly NatsOpts options = NatsServer.Options(context, address);

    public static LogDefinition Definition { get; } = new("nats", "NATS JetStream", ["hostport", "stream"],
    [
        .. NatsServer.Keys,
        ConfigKey.Text("stream", "Stream of JetStream."),
        ConfigKey.Text("subject", "Subjects of the stream that are read, * and > stand for any; empty for all."),
    ], ["hostport", "stream"], context => new JetStreamLog(context, NatsServer.Address(context)));

    public string Endpoint { get; } = NatsServer.Endpoint(address);

    public IEnumerable<string> Hosts => [address.IdnHost];

    public async Task TryAsync(CancellationToken stop)
    {
        await using var link = await NatsLink.OpenAsync(options, stop).ConfigureAwait(false);
        await link.WhileConnectedAsync(lost => new NatsJSContext(link.Connection).GetStreamAsync(stream, cancellationToken: lost).AsTask(), stop).ConfigureAwait(false);
    }

    public async Task<ILogReader> OpenAsync(CancellationToken stop)
    {
        var link = await NatsLink.OpenAsync(options, stop).ConfigureAwait(false);
        try
        {
            INatsJSConsumer? consumer = null;
            await link.WhileConnectedAsync(async lost => consumer = await ConsumerAsync(new NatsJSContext(link.Connection), lost).ConfigureAwait(false), stop).ConfigureAwait(false);
            return new JetStreamReader(link, consumer!, group.Takeover);
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public bool IsExpected(Exception error) => error is NatsException or NatsJSException;

    /// <summary>The consumer, made if it is missing. Where it began cannot be changed any more; the rest is as it is configured now.</summary>
    private async Task<INatsJSConsumer> ConsumerAsync(NatsJSContext streams, CancellationToken stop)
    {
        var config = new ConsumerConfig(group.Name) { DeliverPolicy = group.IsFromOldest ? ConsumerConfigDeliverPolicy.All : ConsumerConfigDeliverPolicy.New };
        try
        {
            config = (await streams.GetConsumerAsync(stream, group.Name, stop).ConfigureAwait(false)).Info.Config;
        }
        catch (NatsJSApiException e) when (e.Error is { Code: 404, ErrCode: ConsumerNotFound })
        {
            // It is made below.
        }

        config.AckPolicy = ConsumerConfigAckPolicy.Explicit;
        config.AckWait = group.Takeover;
        config.MaxAckPending = MaxUnacknowledged;
        config.FilterSubject = subject.Length > 0 ? subject : null;
        return await streams.CreateOrUpdateConsumerAsync(stream, config, stop).ConfigureAwait(false);
    }

    /// <summary>The server's code for a consumer that is not there; a stream that is not there has another.</summary>
    private const int ConsumerNotFound = 10014;

    private static ReaderGroup Group(DestinationContext context)
    {
        var group = ReaderGroup.Of(context);
        return !group.Name.Contains('.', StringComparison.Ordinal) ? group : throw context.Settings.Error("group", "NATS takes no names with dots");
    }
}
