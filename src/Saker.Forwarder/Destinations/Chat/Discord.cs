using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations.Chat;

/// <summary>Discord: https://discord.com/developers/docs/resources/webhook#execute-webhook</summary>
internal sealed class Discord(DestinationContext context) : HttpDestination(context)
{
    // More would be refused.
    private const int MaxFields = 25;
    private const int MaxValue = 1024;

    private readonly Uri address = context.Address("webhookurl");
    private readonly string icon = context.Settings.Text("icon");

    public static DestinationDefinition Definition { get; } = new("discord", "Discord", ["webhookurl"],
    [
        ConfigKey.Secret("webhookurl", "Address of the webhook."),
        ConfigKey.Text("icon", "Address of the sender's picture."),
    ], context => new Discord(context));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts) => alerts.Select(a => Post(address, Message(a)));

    private JsonObject Message(ForwardedAlert alert)
    {
        var fields = Facts.WithTime(alert).Take(MaxFields).Select(f => new JsonObject
        {
            ["name"] = f.Name,
            ["value"] = f.Value.Length == 0 ? "-" : alert.Fields.ContainsKey(f.Name) ? $"```{Cut(f.Value)}```" : Cut(f.Value),
            ["inline"] = true,
        });
        var body = new JsonObject
        {
            ["content"] = "",
            ["embeds"] = new JsonArray(new JsonObject
            {
                ["description"] = alert.Output,
                ["color"] = MessageColor.OfEmbed(alert.Priority),
                ["fields"] = new JsonArray([.. fields]),
            }),
        };
        if (icon.Length > 0)
            body["avatar_url"] = icon;
        return body;
    }

    private static string Cut(string text) => text.Length <= MaxValue - 6 ? text : text[..(MaxValue - 6)];
}
