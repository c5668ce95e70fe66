using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations.Azure;

/// <summary>
/// Event Hubs (https://learn.microsoft.com/en-us/rest/api/eventhub/send-batch-events) and Service Bus
/// (https://learn.microsoft.com/en-us/rest/api/servicebus/send-message-batch), which take batches over HTTPS in the same way.
/// </summary>
internal sealed class MessageBus : SignedDestination
{
    private const string BatchType = "application/vnd.microsoft.servicebus.json";

    private readonly AlertEncoding encoding;
    private readonly bool hasProperties;

    private MessageBus(DestinationContext context, Uri address, IRequestSigner signer, bool hasProperties)
        : base(context, address, signer)
    {
        encoding = context.Encoding;
        this.hasProperties = hasProperties;
    }

    public static DestinationDefinition EventHub { get; } = new("azure.eventhub", "Azure Event Hubs", ["name"],
    [
        ConfigKey.Text("namespace", "Namespace, or its whole host name; a connection string names it, too."),
        ConfigKey.Text("name", "Name of the event hub."),
        ConfigKey.Secret("connectionstring", "Connection string; empty for the identity of azure.clientid or of the machine."),
        DestinationDefinition.EncodingKey,
    ], context => Create(context, "name", "https://eventhubs.azure.net", false));

    public static DestinationDefinition ServiceBus { get; } = new("azure.servicebus", "Azure Service Bus", ["entity"],
    [
        ConfigKey.Text("namespace", "Namespace, or its whole host name; a connection string names it, too."),
        ConfigKey.Text("entity", "Name of the queue or topic."),
        ConfigKey.Secret("connectionstring", "Connection string; empty for the identity of azure.clientid or of the machine."),
        DestinationDefinition.EncodingKey,
    ], context => Create(context, "entity", "https://servicebus.azure.net", true));

    public override int MaxBatch => 100;

    protected override HttpRequestMessage Request(IReadOnlyList<ForwardedAlert> alerts) => Post(Address, new JsonArray([.. alerts.Select(Entry)]), BatchType);

    private JsonObject Entry(ForwardedAlert alert)
    {
        var entry = new JsonObject { ["Body"] = encoding.Text(alert) };
        // By its id Service Bus leaves out what it has, where it is asked to look for that.
        if (hasProperties)
            entry["BrokerProperties"] = new JsonObject { ["MessageId"] = alert.Id };
        entry["UserProperties"] = new JsonObject { ["uuid"] = alert.Id };
        return entry;
    }

    private static MessageBus Create(DestinationContext context, string entity, string resource, bool hasProperties)
    {
        string name = context.Settings.Text(entity);
        if (context.Settings.Has("connectionstring"))
        {
            var access = SharedAccess.Of(context.Settings, "connectionstring");
            return new MessageBus(context, new Uri(access.Endpoint, $"{access.Entity ?? name}/messages"), access, hasProperties);
        }

        string place = context.Settings.Text("namespace");
        if (place.Length == 0)
            throw context.Settings.Error("namespace", "a namespace, or a connection string, is expected");
        var host = place.Contains("://", StringComparison.Ordinal) ? context.Address("namespace")
            : new Uri($"https://{(place.Contains('.', StringComparison.Ordinal) ? place : place + ".servicebus.windows.net")}/");
        return new MessageBus(context, new Uri(host, $"{name}/messages"), new AzureIdentity(context.Root).For(resource), hasProperties);
    }
}
