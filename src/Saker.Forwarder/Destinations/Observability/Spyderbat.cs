using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Rules;

namespace Saker.Forwarder.Destinations.Observability;

/// <summary>Spyderbat, as one JSON object a line: https://docs.spyderbat.com/</summary>
internal sealed class Spyderbat(DestinationContext context) : HttpDestination(context)
{
    private readonly Uri address = context.Address("apiurl",
        $"api/v1/org/{context.Settings.Text("orguid")}/source/falcosidekick_{context.Settings.Text("orguid")}/data/sb-agent");

    private readonly string key = context.Settings.Text("apikey");

    public static DestinationDefinition Definition { get; } = new("spyderbat", "Spyderbat", ["orguid"],
    [
        ConfigKey.Text("orguid", "The organization."),
        ConfigKey.Secret("apikey", "API key with access to it."),
        ConfigKey.Text("apiurl", "Address of the API.", "https://api.spyderbat.com"),
        ConfigKey.Text("source", "Has no effect: sources are not registered; alerts go to the source falcosidekick_ORGUID.", "falcosidekick").Ignored(),
        ConfigKey.Text("sourcedescription", "Has no effect: sources are not registered.").Ignored(),
    ], context => new Spyderbat(context));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts)
    {
        foreach (var alert in alerts)
        {
            byte[] body = System.Text.Encoding.UTF8.GetBytes(Body(alert).ToJsonString(Encodings.JsonText.Options));
            var request = Request(HttpMethod.Post, address, body, "application/ndjson");
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
            yield return request;
        }
    }

    private static JsonObject Body(ForwardedAlert alert) => new()
    {
        ["schema"] = "falco_alert::1.0.0",
        ["id"] = alert.Id,
        ["monotonic_time"] = (long)(alert.Time.Nanoseconds % 1_000_000_000),
        ["orc_time"] = alert.Time.Milliseconds / 1000.0,
        ["time"] = alert.Time.Milliseconds / 1000.0,
        ["pid"] = int.TryParse(alert.Field("proc.pid"), out int pid) ? pid : 0,
        ["level"] = alert.Priority switch
        {
            Priority.Emergency or Priority.Critical => "critical",
            Priority.Alert or Priority.Error => "high",
            Priority.Warning => "medium",
            Priority.Notice => "low",
            _ => "info",
        },
        ["msg"] = new JsonArray([.. alert.Output.Split(' ').Skip(2).Select(w => JsonValue.Create(w))]),
        ["args"] = alert.Field("proc.cmdline") ?? "",
        ["container"] = alert.Field("container.id") ?? "",
    };
}
