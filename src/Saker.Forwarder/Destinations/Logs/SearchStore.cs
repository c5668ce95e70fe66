using System.Text;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Logs;

/// <summary>Stores that take alerts as they are, one a line, at a path with the name of an index in it: Quickwit, OpenObserve, ZincSearch.</summary>
internal sealed class SearchStore(DestinationContext context, string path, int most) : HttpDestination(context)
{
    private readonly Uri address = context.Address("hostport", path);
    private readonly Section settings = context.Settings;
    private readonly AlertEncoding encoding = context.JsonEncoding;

    private static readonly ConfigKey[] login = [ConfigKey.Text("username", "User."), ConfigKey.Secret("password", "Password.")];

    /// <summary>https://quickwit.io/docs/reference/rest-api#ingest-data-into-an-index</summary>
    public static DestinationDefinition Quickwit { get; } = new("quickwit", "Quickwit", ["hostport"],
    [
        ConfigKey.Text("hostport", "Address of the server."),
        ConfigKey.Text("apiendpoint", "Path of the API.", "/api/v1"),
        ConfigKey.Text("index", "The index.", "falco"),
        ConfigKey.Text("version", "Has no effect: the index is not made.", "0.7").Ignored(),
        ConfigKey.Flag("autocreateindex", "Has no effect: the index has to be there.").Ignored(),
        DestinationDefinition.EncodingKey,
    ], c => new SearchStore(c, $"{c.Settings.Text("apiendpoint").Trim('/')}/{c.Settings.Text("index")}/ingest", 200));

    /// <summary>https://openobserve.ai/docs/api/ingestion/logs/multi/</summary>
    public static DestinationDefinition OpenObserve { get; } = new("openobserve", "OpenObserve", ["hostport"],
    [
        ConfigKey.Text("hostport", "Address of the server."),
        ConfigKey.Text("organizationname", "Organization.", "default"),
        ConfigKey.Text("streamname", "Stream.", "falco"),
        .. login,
        DestinationDefinition.EncodingKey,
    ], c => new SearchStore(c, $"api/{c.Settings.Text("organizationname")}/{c.Settings.Text("streamname")}/_multi", 200));

    /// <summary>https://zincsearch-docs.zinc.dev/api/document/create/</summary>
    public static DestinationDefinition Zincsearch { get; } = new("zincsearch", "ZincSearch", ["hostport"],
    [
        ConfigKey.Text("hostport", "Address of the server."),
        ConfigKey.Text("index", "The index.", "falco"),
        .. login,
        DestinationDefinition.EncodingKey,
    ], c => new SearchStore(c, $"api/{c.Settings.Text("index")}/_doc", 1));

    public override int MaxBatch => most;

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts)
    {
        var request = Request(HttpMethod.Post, address, Encoding.UTF8.GetBytes(string.Join('\n', alerts.Select(encoding.Text))));
        if (settings.Knows("username") && settings.Has("username"))
            request.Headers.Authorization = Basic(settings.Text("username"), settings.Text("password"));
        yield return request;
    }
}
