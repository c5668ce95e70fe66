using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Queues;

/// <summary>
/// RabbitMQ: AMQP 0-9-1 to a queue by the default exchange, with confirms (https://www.rabbitmq.com/docs/confirms): the broker says for each
/// message that it has it, and gives back one that no queue takes.
/// </summary>
internal sealed class RabbitMq(DestinationContext context, Uri address)
    : ClientDestination<RabbitMq.Channel>(context, $"{address.Scheme}://{address.Host}:{address.Port}")
{
    private readonly string queue = context.Settings.Text("queue");
    private readonly IReadOnlyDictionary<string, string> headers = context.Settings.Map("customheaders");
    private readonly ConnectionFactory factory = Factory(context, address);

    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Definition { get; } = new("rabbitmq", "RabbitMQ", ["url", "queue"],
    [
        ConfigKey.Secret("url", "Address of the broker, as amqp://user:password@host:5672/vhost or amqps://..."),
        ConfigKey.Text("queue", "Name of the queue, which has to exist."),
        DestinationDefinition.EncodingKey,
    ], context => new RabbitMq(context, Address(context)));

    public override int MaxBatch => 200;

    protected override async Task<Channel> ConnectAsync(CancellationToken stop)
    {
        var connection = await factory.CreateConnectionAsync("Saker", stop).ConfigureAwait(false);
        try
        {
            return new Channel(connection, await connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), stop).ConfigureAwait(false));
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    protected override async Task SendAsync(Channel client, IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        // One after the other into the channel, which keeps their order; the confirms are waited for together.
        var confirms = new List<Task>(alerts.Count);
        foreach (var alert in alerts)
            confirms.Add(client.Messages.BasicPublishAsync("", queue, true, Properties(alert), encoding.Bytes(alert), stop).AsTask());
        await Task.WhenAll(confirms).ConfigureAwait(false);
    }

    protected override DeliveryException? Judge(Exception error) => error switch
    {
        PublishReturnException returned => new DeliveryException($"{Endpoint}: no queue takes the alert: {returned.ReplyText}", inner: error) { IsLasting = true },
        BrokerUnreachableException { InnerException: AuthenticationFailureException or PossibleAuthenticationFailureException } => Lasting(error.InnerException!),
        BrokerUnreachableException { InnerException: { } cause } => Passing(cause),
        RabbitMQClientException => Passing(error),
        ObjectDisposedException => Passing(error),
        _ => null,
    };

    private BasicProperties Properties(ForwardedAlert alert) => new()
    {
        ContentType = encoding.ContentType.Split(';')[0],
        DeliveryMode = DeliveryModes.Persistent,
        MessageId = alert.Id,
        Headers = headers.Count == 0 ? null : headers.ToDictionary(h => h.Key, object? (h) => h.Value),
    };

    private static Uri Address(DestinationContext context) =>
        Uri.TryCreate(context.Settings.Text("url"), UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps" && uri.Host.Length > 0
            ? uri.Port < 0 ? new UriBuilder(uri) { Port = uri.Scheme == "amqp" ? 5672 : 5671 }.Uri : uri
            : throw context.Settings.Error("url", "an address such as amqp://user:password@host:5672/ is expected");

    private static ConnectionFactory Factory(DestinationContext context, Uri address)
    {
        var factory = new ConnectionFactory
        {
            Uri = address,
            AutomaticRecoveryEnabled = false,
            SocketFactory = family => new BrokerSocket(family),
            RequestedConnectionTimeout = context.Patience,
            ContinuationTimeout = context.Patience,
        };
        if (address.Scheme != "amqps")
            return factory;
        var trust = context.Trust().ToClientOptions();
        factory.Ssl.Enabled = true;
        factory.Ssl.ServerName = address.Host;
        factory.Ssl.CertificateValidationCallback = trust.RemoteCertificateValidationCallback;
        if (trust.ClientCertificateContext is { } own)
            factory.Ssl.Certs = [own.TargetCertificate];
        return factory;
    }

    /// <summary>A channel with the connection that it is on.</summary>
    internal sealed record Channel(IConnection Connection, IChannel Messages) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Messages.DisposeAsync().ConfigureAwait(false);
            await Connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
