using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Rules;

namespace Saker.Forwarder.Destinations.Alerting;

/// <summary>Opsgenie: https://docs.opsgenie.com/docs/alert-api#create-alert</summary>
internal sealed class Opsgenie(DestinationContext context)
    : IncidentService(context, "https://api.opsgenie.com/v2/alerts", "https://api.eu.opsgenie.com/v2/alerts")
{
    private const int MaxMessage = 130;

    private readonly string key = context.Settings.Text("apikey");

    public static DestinationDefinition Definition { get; } = new("opsgenie", "Opsgenie", ["apikey"],
    [
        ConfigKey.Secret("apikey", "Key of the API integration."),
        .. RegionKeys,
    ], context => new Opsgenie(context));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts)
    {
        foreach (var alert in alerts)
        {
            var request = Post(Address, Body(alert));
            request.Headers.TryAddWithoutValidation("Authorization", $"GenieKey {key}");
            yield return request;
        }
    }

    private static JsonObject Body(ForwardedAlert alert) => new()
    {
        ["message"] = Cut(alert.Output, MaxMessage),
        // Opsgenie leaves out an alert whose alias is open already: one that is sent twice is one.
        ["alias"] = alert.Id,
        ["entity"] = "Saker",
        ["description"] = alert.Output.Length <= MaxMessage ? alert.Rule : $"{alert.Rule}: {alert.Output}",
        ["details"] = Details(alert, field => field.Replace('.', '_'), value => ForwardedAlert.Text(value) ?? ""),
        ["priority"] = alert.Priority switch
        {
            Priority.Emergency or Priority.Alert => "P1",
            Priority.Critical => "P2",
            Priority.Error => "P3",
            Priority.Warning => "P4",
            _ => "P5",
        },
    };
}
