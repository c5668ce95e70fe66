using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Azure;

/// <summary>
/// Service Bus (https://learn.microsoft.com/en-us/rest/api/servicebus/send-message-batch), and Event Hubs where nothing but HTTPS gets through
/// (https://learn.microsoft.com/en-us/rest/api/eventhub/send-batch-events): they take batches in the same way.
/// </summary>
/// <param name="context">What the destination is made from.</param>
/// <param name="entity">Who gets the messages.</param>
/// <param name="resource">What tokens are asked for.</param>
/// <param name="hasProperties">Whether messages have an id, by which they may be left out.</param>
internal sealed class MessageBus(DestinationContext context, BusEntity entity, string resource, bool hasProperties)
    : SignedDestination(context, entity.Messages, entity.Access ?? (Transports.IRequestSigner)new AzureIdentity(context.Root).For(resource))
{
    private const string BatchType = "application/vnd.microsoft.servicebus.json";

    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition ServiceBus { get; } = new("azure.servicebus", "Azure Service Bus", ["entity"],
    [
        ConfigKey.Text("namespace", "Namespace, or its whole host name; a connection string names it, too."),
        ConfigKey.Text("entity", "Name of the queue or topic."),
        ConfigKey.Secret("connectionstring", "Connection string; empty for the identity of azure.clientid or of the machine."),
        DestinationDefinition.EncodingKey,
    ], context => new MessageBus(context, BusEntity.Of(context, "entity"), "https://servicebus.azure.net", hasProperties: true));

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
}
