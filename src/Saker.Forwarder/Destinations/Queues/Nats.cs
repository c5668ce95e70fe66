using System.Net.Sockets;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Queues;

/// <summary>
/// NATS: https://docs.nats.io/reference/reference-protocols/nats-protocol. A server that keeps nothing only says by an answer to PING that it has
/// passed on what came before; a stream of JetStream (https://docs.nats.io/nats-concepts/jetstream) says for each message that it keeps it, and
/// leaves out one whose id it has.
/// </summary>
internal sealed class Nats(DestinationContext context, Uri address)
    : ClientDestination<NatsLink>(context, NatsServer.Endpoint(address))
{
    private readonly Section settings = context.Settings;
    private readonly Subject subject = new(context.Settings.Text("subjecttemplate"));
    private readonly NatsOpts options = NatsServer.Options(context, address);
    private readonly int? maxLength = context.Limit("maxlen");

    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Definition { get; } = new("nats", "NATS, with and without JetStream", ["hostport"],
    [
        .. NatsServer.Keys,
        ConfigKey.Text("subjecttemplate", "Subject; <priority> and <rule> are replaced.", "falco.<priority>.<rule>"),
        ConfigKey.Text("stream", "Stream of JetStream that keeps the alerts; it is made if it is missing. Empty for none: only who listens gets alerts then."),
        ConfigKey.Number("maxlen", "How many alerts that stream keeps where it has to be made; the oldest go, read or not. 0 for all."),
        DestinationDefinition.EncodingKey,
    ], context => new Nats(context, NatsServer.Address(context)));

    public override int MaxBatch => 200;

    protected override async Task<NatsLink> ConnectAsync(CancellationToken stop)
    {
        var link = await NatsLink.OpenAsync(options, stop).ConfigureAwait(false);
        try
        {
            if (settings.Has("stream"))
                await link.WhileConnectedAsync(lost => EnsureStreamAsync(new NatsJSContext(link.Connection), lost), stop).ConfigureAwait(false);
            return link;
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    protected override Task SendAsync(NatsLink client, IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop) => client.WhileConnectedAsync(
        lost => settings.Has("stream") ? KeepAsync(client.Connection, alerts, lost) : PublishAsync(client.Connection, alerts, lost), stop);

    protected override DeliveryException? Judge(Exception error) => error switch
    {
        NatsPayloadTooLargeException => Refusal(error),
        _ when NatsServer.IsAboutCredentials(error) => Lasting(error),
        NatsException or NatsJSException or SocketException => Passing(error),
        _ => null,
    };

    private async Task EnsureStreamAsync(NatsJSContext context, CancellationToken stop)
    {
        string name = settings.Text("stream");
        try
        {
            await context.GetStreamAsync(name, cancellationToken: stop).ConfigureAwait(false);
        }
        catch (NatsJSApiException e) when (e.Error.Code == 404)
        {
            await context.CreateStreamAsync(new StreamConfig(name, [subject.Pattern]) { MaxMsgs = maxLength ?? -1 }, stop).ConfigureAwait(false);
        }
    }

    private async Task PublishAsync(NatsConnection connection, IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        foreach (var alert in alerts)
            await connection.PublishAsync(subject.Of(alert), encoding.Bytes(alert), Headers(), cancellationToken: stop).ConfigureAwait(false);
        await connection.PingAsync(stop).ConfigureAwait(false);
    }

    private async Task KeepAsync(NatsConnection connection, IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        var stream = new NatsJSContext(connection);
        var answers = new List<Task<PubAckResponse>>(alerts.Count);
        foreach (var alert in alerts)
        {
            answers.Add(stream.PublishAsync(subject.Of(alert), encoding.Bytes(alert), headers: Headers(),
                opts: new NatsJSPubOpts { MsgId = alert.Id }, cancellationToken: stop).AsTask());
        }

        // One whose id the stream has is there since an attempt whose answer was lost.
        foreach (var answer in (await Task.WhenAll(answers).ConfigureAwait(false)).Where(a => !a.Duplicate))
            answer.EnsureSuccess();
    }

    private NatsHeaders? Headers()
    {
        var custom = settings.Map("customheaders");
        if (custom.Count == 0)
            return null;
        var headers = new NatsHeaders();
        foreach (var (name, value) in custom)
            headers.Add(name, value);
        return headers;
    }
}
