using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations.Observability;

/// <summary>Grafana's annotations: https://grafana.com/docs/grafana/latest/developers/http_api/annotations/#create-annotation</summary>
internal sealed class Grafana(DestinationContext context) : HttpDestination(context)
{
    private readonly Uri address = context.Address("hostport", "api/annotations");
    private readonly Section settings = context.Settings;

    public static DestinationDefinition Definition { get; } = new("grafana", "Grafana annotations", ["hostport", "apikey"],
    [
        ConfigKey.Text("hostport", "Address of the server."),
        ConfigKey.Secret("apikey", "API key."),
        ConfigKey.Number("dashboardid", "Dashboard that annotations are for; 0 for all."),
        ConfigKey.Number("panelid", "Panel that they are for; 0 for all."),
        ConfigKey.Flag("allfieldsastags", "Whether the values of all fields become tags."),
    ], context => new Grafana(context));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts)
    {
        foreach (var alert in alerts)
        {
            var request = Post(address, Body(alert));
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {settings.Text("apikey")}");
            yield return request;
        }
    }

    private JsonObject Body(ForwardedAlert alert)
    {
        List<string> tags = ["falco", alert.PriorityName, alert.Rule, alert.Source];
        if (alert.Hostname.Length > 0)
            tags.Add(alert.Hostname);
        if (settings.Flag("allfieldsastags"))
            tags.AddRange([.. alert.Fields.Values.Select(v => ForwardedAlert.Text(v) ?? ""), .. alert.Tags]);
        var body = new JsonObject
        {
            ["time"] = alert.Time.Milliseconds,
            ["timeEnd"] = alert.Time.Milliseconds,
            ["tags"] = new JsonArray([.. tags.Select(t => JsonValue.Create(t))]),
            ["text"] = alert.Output,
        };
        foreach (var (key, name) in new[] { ("dashboardid", "dashboardId"), ("panelid", "panelId") })
        {
            if (settings.Number(key) is not 0 and var id)
                body[name] = id;
        }

        return body;
    }
}
