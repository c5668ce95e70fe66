using System.Net.Sockets;
using NATS.Client.Core;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Queues;

/// <summary>
/// NATS Streaming (STAN), for clusters that are there still; it is no longer maintained, and JetStream is its successor:
/// https://nats-io.gitbook.io/legacy-nats-docs/nats-streaming-server-aka-stan
/// </summary>
internal sealed class NatsStreaming(DestinationContext context, Uri address)
    : ClientDestination<StanLink>(context, NatsServer.Endpoint(address))
{
    private readonly Section settings = context.Settings;
    private readonly Subject subject = new(context.Settings.Text("subjecttemplate"));
    private readonly NatsOpts options = NatsServer.Options(context, address);
    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Definition { get; } = new("stan", "NATS Streaming (STAN)", ["hostport", "clusterid", "clientid"],
    [
        NatsServer.HostPort,
        ConfigKey.Text("clusterid", "Name of the cluster."),
        ConfigKey.Text("clientid", "Who to be in the cluster: letters, digits, - and _. Each forwarder needs one of its own."),
        ConfigKey.Text("subjecttemplate", "Subject; <priority> and <rule> are replaced.", "falco.<priority>.<rule>"),
        DestinationDefinition.EncodingKey,
    ], Create)
    { Without = ["customheaders"] };

    public override int MaxBatch => 200;

    protected override Task<StanLink> ConnectAsync(CancellationToken stop) =>
        StanLink.OpenAsync(options, settings.Text("clusterid"), settings.Text("clientid"), stop);

    protected override Task SendAsync(StanLink client, IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop) =>
        client.PublishAsync(alerts.Select(a => (a.Id, subject.Of(a), encoding.Bytes(a))), stop);

    protected override DeliveryException? Judge(Exception error) => error switch
    {
        NatsPayloadTooLargeException => Refusal(error),
        _ when NatsServer.IsAboutCredentials(error) => Lasting(error),
        NatsException or SocketException or FormatException => Passing(error),
        _ => null,
    };

    private static NatsStreaming Create(DestinationContext context)
    {
        string clientId = context.Settings.Text("clientid");
        if (clientId.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
            throw context.Settings.Error("clientid", "letters, digits, - and _ are expected");
        return new NatsStreaming(context, NatsServer.Address(context));
    }
}
