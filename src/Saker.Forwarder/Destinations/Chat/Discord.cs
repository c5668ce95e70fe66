using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Chat;

/// <summary>Discord: https://discord.com/developers/docs/resources/webhook#execute-webhook</summary>
internal sealed class Discord(DestinationContext context) : HttpDestination(context)
{
    // More would be refused.
    private const int MaxAll = 6000;
    private const int MaxDescription = 4096;
    private const int MaxFields = 25;
    private const int MaxName = 256;
    private const int MaxValue = 1024;
    private const string Fence = "```";

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
        var room = new TextRoom(MaxAll, TextRoom.Characters);
        string description = room.Cut(alert.Output, MaxDescription);
        var facts = Facts.WithTime(alert).Select(f => (TextRoom.Cut(f.Name, MaxName), Value: Value(f.Value, alert.Fields.ContainsKey(f.Name))));
        var fields = room.Choose(facts).Take(MaxFields).Select(f => new JsonObject { ["name"] = f.Name, ["value"] = f.Value, ["inline"] = true });
        var body = new JsonObject
        {
            ["content"] = "",
            ["embeds"] = new JsonArray(new JsonObject
            {
                ["description"] = description,
                ["color"] = MessageColor.OfEmbed(alert.Priority),
                ["fields"] = new JsonArray([.. fields]),
            }),
        };
        if (icon.Length > 0)
            body["avatar_url"] = icon;
        return body;
    }

    private static string Value(string text, bool isField) => text.Length == 0 ? "-"
        : isField ? $"{Fence}{TextRoom.Cut(text, MaxValue - (2 * Fence.Length))}{Fence}" : TextRoom.Cut(text, MaxValue);
}
