using System.Text;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Logs;

/// <summary>Stores that take alerts as they are, one a line, at a path with the name of an index in it: Quickwit, OpenObserve, ZincSearch.</summary>
internal class SearchStore(DestinationContext context, string path, int most) : HttpDestination(context)
{
    private readonly Uri address = context.Address("hostport", path);
    private readonly Section settings = context.Settings;
    private readonly AlertEncoding encoding = context.JsonEncoding;

    /// <summary>The keys of basic authentication.</summary>
    protected static IReadOnlyList<ConfigKey> Login { get; } = [ConfigKey.Text("username", "User."), ConfigKey.Secret("password", "Password.")];

    /// <summary>https://zincsearch-docs.zinc.dev/api/document/create/</summary>
    public static DestinationDefinition Zincsearch { get; } = new("zincsearch", "ZincSearch", ["hostport"],
    [
        ConfigKey.Text("hostport", "Address of the server."),
        ConfigKey.Text("index", "The index.", "falco"),
        .. Login,
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
