using Amqp;
using Amqp.Framing;
using Amqp.Sasl;
using Saker.Alerts;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Delivery;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations.Azure;

/// <summary>
/// Event Hubs over AMQP 1.0 (https://learn.microsoft.com/en-us/azure/service-bus-messaging/service-bus-amqp-protocol-guide). Machine and source are the
/// partition key, so that their alerts stay in order. The hub says for each alert that it has it.
/// </summary>
internal sealed class EventHub(DestinationContext context, BusEntity hub)
    : ClientDestination<EventHub.Link>(context, $"{(hub.IsSecure ? "amqps" : "amqp")}://{hub.Host}:{hub.AmqpPort}")
{
    private readonly HttpTransport transport = context.Http();
    private readonly BearerTokens? tokens = hub.Access is null ? new AzureIdentity(context.Root).For("https://eventhubs.azure.net") : null;
    private readonly ConnectionFactory factory = Factory(context);
    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Definition { get; } = new("azure.eventhub", "Azure Event Hubs", ["name"],
    [
        ConfigKey.Text("namespace", "Namespace, or its whole host name; a connection string names it, too."),
        ConfigKey.Text("name", "Name of the event hub."),
        ConfigKey.Secret("connectionstring", "Connection string; empty for the identity of azure.clientid or of the machine."),
        ConfigKey.Text("protocol", "amqp or https; empty for amqp, but https where the namespace is an address that begins with http."),
        DestinationDefinition.EncodingKey,
    ], Create);

    protected override async Task<Link> ConnectAsync(CancellationToken stop)
    {
        var connection = await factory.CreateAsync(new Address(hub.Host, hub.AmqpPort, null, null, "/", hub.IsSecure ? "amqps" : "amqp")).ConfigureAwait(false);
        try
        {
            var until = await AuthorizeAsync(connection, stop).ConfigureAwait(false);
            return new Link(connection, new SenderLink(new Session(connection), "saker", hub.Name)) { Until = until };
        }
        catch
        {
            connection.Close(TimeSpan.Zero);
            throw;
        }
    }

    protected override async Task SendAsync(Link client, IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        if (SteadyClock.Instance.GetUtcNow() >= client.Until)
            client.Until = await AuthorizeAsync(client.Connection, stop).ConfigureAwait(false);
        // One after the other into the link, which keeps their order; what the hub says of them is waited for together.
        await Task.WhenAll([.. alerts.Select(a => client.Sender.SendAsync(Message(a), Patience))]).ConfigureAwait(false);
    }

    protected override DeliveryException? Judge(Exception error) => error switch
    {
        AmqpException { Error.Condition: { } condition } => condition.ToString() switch
        {
            ErrorCode.MessageSizeExceeded or ErrorCode.DecodeError or ErrorCode.InvalidField or "com.microsoft:argument-error" => Refusal(error),
            ErrorCode.UnauthorizedAccess or ErrorCode.NotFound or ErrorCode.NotAllowed or "com.microsoft:auth-failed" or "com.microsoft:entity-disabled" => Lasting(error),
            _ => Passing(error),
        },
        AmqpException or ObjectDisposedException => Passing(error),
        _ => null,
    };

    protected override void Release()
    {
        transport.Dispose();
        tokens?.Dispose();
    }

    private static IDestination Create(DestinationContext context)
    {
        var hub = BusEntity.Of(context, "name");
        bool isAmqp = context.Choice("protocol", ("", !hub.IsHttp), ("amqp", true), ("https", false));
        return isAmqp ? new EventHub(context, hub) : new MessageBus(context, hub, "https://eventhubs.azure.net", hasProperties: false);
    }

    private static ConnectionFactory Factory(DestinationContext context)
    {
        var factory = new ConnectionFactory();
        // Who one is, is said by a token once the connection stands.
        factory.SASL.Profile = SaslProfile.Anonymous;
        factory.TCP.NoDelay = true;
        // The hub ends links on which nothing comes for ten minutes, and connections after four.
        factory.AMQP.IdleTimeout = 60_000;
        var trust = context.Trust().ToClientOptions();
        factory.SSL.CheckCertificateRevocation = false;
        factory.SSL.RemoteCertificateValidationCallback = trust.RemoteCertificateValidationCallback;
        if (trust.ClientCertificateContext is { } own)
            factory.SSL.ClientCertificates.Add(own.TargetCertificate);
        return factory;
    }

    /// <summary>Shows a token for the hub.</summary>
    /// <returns>When another one is to be shown.</returns>
    private async Task<DateTimeOffset> AuthorizeAsync(Connection connection, CancellationToken stop)
    {
        string resource = $"amqps://{hub.Host}/{hub.Name}";
        var token = hub.Access?.Token(resource) ?? await tokens!.TokenAsync(transport, stop).ConfigureAwait(false);
        await ClaimsNode.PutAsync(connection, resource, hub.Access is null ? "jwt" : "servicebus.windows.net:sastoken", token.Text, Patience).ConfigureAwait(false);
        return token.Until;
    }

    private Message Message(ForwardedAlert alert) => new()
    {
        BodySection = new Data { Binary = encoding.Bytes(alert) },
        Properties = new Properties { MessageId = alert.Id, ContentType = encoding.ContentType.Split(';')[0] },
        ApplicationProperties = new ApplicationProperties { ["uuid"] = alert.Id },
        MessageAnnotations = new MessageAnnotations { [new Amqp.Types.Symbol("x-opt-partition-key")] = alert.OrderKey },
    };

    /// <summary>A link to the hub, with the connection that it is on.</summary>
    internal sealed class Link(Connection connection, SenderLink sender) : IDisposable
    {
        public Connection Connection => connection;

        public SenderLink Sender => sender;

        /// <summary>When another token is to be shown.</summary>
        public DateTimeOffset Until { get; set; }

        public void Dispose() => connection.Close(TimeSpan.Zero);
    }
}
