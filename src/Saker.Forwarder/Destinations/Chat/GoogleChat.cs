using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Templates;

namespace Saker.Forwarder.Destinations.Chat;

/// <summary>
/// Google Chat: https://developers.google.com/workspace/chat/quickstart/webhooks, with cards of
/// https://developers.google.com/workspace/chat/api/reference/rest/v1/cards-v1
/// </summary>
internal sealed class GoogleChat(DestinationContext context) : HttpDestination(context)
{
    // Bytes; more would be refused.
    private const int MaxMessage = 32_000;
    private const int Frame = 48;

    private readonly Uri address = context.Address("webhookurl");
    private readonly GoTemplate? message = context.Template("messageformat");
    private readonly bool isText = context.Settings.Text("outputformat") == "text";

    public static DestinationDefinition Definition { get; } = new("googlechat", "Google Chat", ["webhookurl"],
    [
        ConfigKey.Secret("webhookurl", "Address of the webhook."),
        ConfigKey.Text("outputformat", "all or text.", "all"),
        ConfigKey.Text("messageformat", "Go template over the alert for the text of the message."),
    ], context => new GoogleChat(context));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts) => alerts.Select(a => Post(address, Message(a)));

    private JsonObject Message(ForwardedAlert alert)
    {
        // A message without any text would be refused.
        string? text = message?.Render(alert) ?? (isText ? alert.Output : null);
        var room = new TextRoom(MaxMessage - 100, TextRoom.JsonBytes);
        var body = new JsonObject();
        if (text is not null)
            body["text"] = room.Cut(text, MaxMessage / 2);
        if (!isText)
        {
            var widgets = room.Choose(Facts.WithTime(alert), Frame).Select(f =>
                new JsonObject { ["keyValue"] = new JsonObject { ["topLabel"] = f.Name, ["content"] = f.Value } });
            body["cards"] = new JsonArray(new JsonObject { ["sections"] = new JsonArray(new JsonObject { ["widgets"] = new JsonArray([.. widgets]) }) });
        }

        return body;
    }
}
