using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Azure;

/// <summary>
/// Microsoft Sentinel by the Logs Ingestion API: https://learn.microsoft.com/en-us/azure/azure-monitor/logs/logs-ingestion-api-overview. Each record has the
/// time of the alert as TimeGenerated, which tables need; the data collection rule does with the rest what it says.
/// </summary>
internal sealed class Sentinel(DestinationContext context) : SignedDestination(context, Target(context), new AzureIdentity(context.Root).For("https://monitor.azure.com"))
{
    private readonly AlertEncoding encoding = context.JsonEncoding;

    public static DestinationDefinition Definition { get; } = new("azure.sentinel", "Microsoft Sentinel", ["endpoint", "ruleid", "stream"],
    [
        ConfigKey.Text("endpoint", "Address of the data collection endpoint, or of the rule's own."),
        ConfigKey.Text("ruleid", "Immutable id of the data collection rule: dcr-..."),
        ConfigKey.Text("stream", "Stream of the rule: Custom-..."),
        DestinationDefinition.EncodingKey,
    ], context => new Sentinel(context));

    public override int MaxBatch => 200;

    protected override HttpRequestMessage Request(IReadOnlyList<ForwardedAlert> alerts) => Post(Address, new JsonArray([.. alerts.Select(Record)]));

    private JsonObject Record(ForwardedAlert alert)
    {
        var record = JsonNode.Parse(encoding.Bytes(alert))!.AsObject();
        record["TimeGenerated"] = alert.Time.ToString();
        return record;
    }

    private static Uri Target(DestinationContext context) => context.Address("endpoint", $"dataCollectionRules/{Uri.EscapeDataString(context.Settings.Text("ruleid"))}"
        + $"/streams/{Uri.EscapeDataString(context.Settings.Text("stream"))}?api-version=2023-01-01");
}
