using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations.Chat;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Alerting;

/// <summary>Gotify: https://gotify.net/api-docs#/message/createMessage</summary>
internal sealed class Gotify(DestinationContext context) : HttpDestination(context)
{
    private readonly Uri address = context.Address("hostport", "message");
    private readonly string token = context.Settings.Text("token");
    private readonly string format = context.Settings.Text("format").ToLowerInvariant();

    public static DestinationDefinition Definition { get; } = new("gotify", "Gotify", ["hostport"],
    [
        ConfigKey.Text("hostport", "Address of the server."),
        ConfigKey.Secret("token", "Token of the application."),
        ConfigKey.Text("format", "plaintext, markdown or json.", "markdown"),
    ], context => new Gotify(context));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts)
    {
        foreach (var alert in alerts)
        {
            var request = Post(address, Body(alert));
            request.Headers.TryAddWithoutValidation("X-Gotify-Key", token);
            yield return request;
        }
    }

    private JsonObject Body(ForwardedAlert alert) => new()
    {
        ["title"] = $"[Falco] [{alert.PriorityName}] {alert.Rule}",
        ["priority"] = 8 - (int)alert.Priority,
        ["message"] = format switch
        {
            "json" => FalcosidekickPayload.Text(alert),
            "plaintext" or "text" => $"{alert.Output}\n" + string.Join('\n', Facts.WithTime(alert).Select(f => $"{f.Name}: {f.Value}")),
            _ => $"{alert.Output}\n\n" + string.Join('\n', Facts.WithTime(alert).Select(f => $"- **{f.Name}**: {f.Value}")),
        },
        ["extras"] = new JsonObject
        {
            ["client::display"] = new JsonObject { ["contentType"] = format is "json" or "plaintext" or "text" ? "text/plain" : "text/markdown" },
        },
    };
}
