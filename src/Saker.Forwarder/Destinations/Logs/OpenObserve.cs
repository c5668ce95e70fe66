using System.Text.Json;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations.Logs;

/// <summary>OpenObserve: https://openobserve.ai/docs/api/ingestion/logs/multi/</summary>
internal sealed class OpenObserve(DestinationContext context)
    : SearchStore(context, $"api/{context.Settings.Text("organizationname")}/{context.Settings.Text("streamname")}/_multi", 200)
{
    public static DestinationDefinition Definition { get; } = new("openobserve", "OpenObserve", ["hostport"],
    [
        ConfigKey.Text("hostport", "Address of the server."),
        ConfigKey.Text("organizationname", "Organization.", "default"),
        ConfigKey.Text("streamname", "Stream.", "falco"),
        .. Login,
        DestinationDefinition.EncodingKey,
    ], context => new OpenObserve(context));

    /// <summary>An answer of 200 tells for each stream how many records were not taken.</summary>
    protected override void Judge(string endpoint, string answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            int failed = json.RootElement.GetProperty("status").EnumerateArray().Sum(s => s.GetProperty("failed").GetInt32());
            if (failed > 0)
                throw new DeliveryException($"{endpoint} refuses {failed} alerts for what they hold", isFinal: true);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new DeliveryException($"{endpoint}: the answer is none", inner: e);
        }
    }
}
