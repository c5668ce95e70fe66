using System.Text.Json.Nodes;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations.Logs;

/// <summary>Quickwit, whose index is made when that is asked for: https://quickwit.io/docs/reference/rest-api#ingest-data-into-an-index</summary>
internal sealed class Quickwit(DestinationContext context)
    : SearchStore(context, $"{context.Settings.Text("apiendpoint").Trim('/')}/{context.Settings.Text("index")}/ingest", 200)
{
    private readonly Section settings = context.Settings;
    private readonly Uri indexes = context.Address("hostport", $"{context.Settings.Text("apiendpoint").Trim('/')}/indexes");

    public static DestinationDefinition Definition { get; } = new("quickwit", "Quickwit", ["hostport"],
    [
        ConfigKey.Text("hostport", "Address of the server."),
        ConfigKey.Text("apiendpoint", "Path of the API.", "/api/v1"),
        ConfigKey.Text("index", "The index.", "falco"),
        ConfigKey.Text("version", "Version of the configuration of the index that is made.", "0.7"),
        ConfigKey.Flag("autocreateindex", "Makes the index first, unless there is one."),
        DestinationDefinition.EncodingKey,
    ], context => new Quickwit(context));

    /// <summary>https://quickwit.io/docs/reference/rest-api#create-an-index</summary>
    protected override async Task PrepareAsync(HttpTransport transport, CancellationToken stop)
    {
        if (!settings.Flag("autocreateindex") || await ExistsAsync(transport, stop).ConfigureAwait(false))
            return;
        try
        {
            await transport.SendAsync(Post(indexes, Index()), stop).ConfigureAwait(false);
        }
        catch (DeliveryException e) when (e.IsFinal)
        {
            // Another forwarder may have been faster; if it was not, that is about the index and not about alerts.
            if (!await ExistsAsync(transport, stop).ConfigureAwait(false))
                throw new DeliveryException($"{e.Message} to the index {settings.Text("index")}", inner: e) { IsLasting = true };
        }
    }

    private Task<bool> ExistsAsync(HttpTransport transport, CancellationToken stop) => transport.ExistsAsync(
        new HttpRequestMessage(HttpMethod.Get, new Uri($"{indexes}/{Uri.EscapeDataString(settings.Text("index"))}")), stop);

    /// <summary>Fields are compared as a whole, whatever alerts hold; messages are searched by word: https://quickwit.io/docs/configuration/index-config</summary>
    private JsonObject Index() => new()
    {
        ["version"] = settings.Text("version"),
        ["index_id"] = settings.Text("index"),
        ["doc_mapping"] = new JsonObject
        {
            ["mode"] = "dynamic",
            ["dynamic_mapping"] = new JsonObject { ["tokenizer"] = "raw", ["fast"] = true, ["expand_dots"] = true },
            ["field_mappings"] = new JsonArray(
                new JsonObject { ["name"] = "time", ["type"] = "datetime", ["fast"] = true },
                new JsonObject { ["name"] = "output", ["type"] = "text" }),
            ["timestamp_field"] = "time",
        },
        ["search_settings"] = new JsonObject { ["default_search_fields"] = new JsonArray("output", "rule") },
    };
}
