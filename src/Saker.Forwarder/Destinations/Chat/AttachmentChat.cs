using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Templates;

namespace Saker.Forwarder.Destinations.Chat;

/// <summary>Chats that take messages with attachments in the shape that Slack gave them: Slack, Rocket.Chat, Mattermost.</summary>
internal sealed class AttachmentChat(DestinationContext context, string iconKey) : HttpDestination(context)
{
    private const int ShortValue = 36;

    private readonly Uri address = context.Address("webhookurl");
    private readonly Section settings = context.Settings;
    private readonly GoTemplate? message = context.Template("messageformat");
    private readonly string format = context.Settings.Text("outputformat");

    private static readonly ConfigKey[] keys =
    [
        ConfigKey.Secret("webhookurl", "Address of the incoming webhook."),
        ConfigKey.Text("footer", "Footer of messages."),
        ConfigKey.Text("icon", "Address of the sender's picture."),
        ConfigKey.Text("username", "Name of the sender.", "Saker"),
        ConfigKey.Text("outputformat", "all, text or fields.", "all"),
        ConfigKey.Text("messageformat", "Go template over the alert for a text above the attachment."),
    ];

    /// <summary>https://api.slack.com/messaging/webhooks</summary>
    public static DestinationDefinition Slack { get; } = new("slack", "Slack", ["webhookurl"],
        [.. keys, ConfigKey.Text("channel", "Channel, where the webhook leaves that open.")], context => new AttachmentChat(context, "icon_url"));

    /// <summary>https://docs.rocket.chat/docs/integrations</summary>
    public static DestinationDefinition Rocketchat { get; } = new("rocketchat", "Rocket.Chat", ["webhookurl"], keys, context => new AttachmentChat(context, "avatar"));

    /// <summary>https://developers.mattermost.com/integrate/webhooks/incoming/</summary>
    public static DestinationDefinition Mattermost { get; } = new("mattermost", "Mattermost", ["webhookurl"], keys, context => new AttachmentChat(context, "icon_url"));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts) => alerts.Select(a => Post(address, Message(a)));

    private JsonObject Message(ForwardedAlert alert)
    {
        var body = new JsonObject { ["attachments"] = new JsonArray(Attachment(alert)) };
        Add("text", message?.Render(alert));
        Add("username", settings.Text("username"));
        Add(iconKey, settings.Text("icon"));
        if (settings.Knows("channel"))
            Add("channel", settings.Text("channel"));
        return body;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                body[name] = value;
        }
    }

    private JsonObject Attachment(ForwardedAlert alert)
    {
        var attachment = new JsonObject { ["fallback"] = alert.Output, ["color"] = MessageColor.OfAttachment(alert.Priority) };
        if (format != "fields")
            attachment["text"] = alert.Output;
        if (format == "text")
            return attachment;
        attachment["fields"] = new JsonArray([.. Facts.WithTime(alert).Select(f => new JsonObject
        {
            ["title"] = f.Name,
            ["value"] = f.Value,
            ["short"] = f.Value.Length < ShortValue && f.Name != "time",
        })]);
        if (settings.Has("footer"))
            attachment["footer"] = settings.Text("footer");
        return attachment;
    }
}
