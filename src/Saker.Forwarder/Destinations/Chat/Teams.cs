using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations.Chat;

/// <summary>Microsoft Teams, as a MessageCard: https://learn.microsoft.com/en-us/outlook/actionable-messages/message-card-reference</summary>
internal sealed class Teams(DestinationContext context) : HttpDestination(context)
{
    private readonly Uri address = context.Address("webhookurl");
    private readonly string format = context.Settings.Text("outputformat");
    private readonly string image = context.Settings.Text("activityimage");

    public static DestinationDefinition Definition { get; } = new("teams", "Microsoft Teams", ["webhookurl"],
    [
        ConfigKey.Secret("webhookurl", "Address of the incoming webhook."),
        ConfigKey.Text("activityimage", "Address of a picture."),
        ConfigKey.Text("outputformat", "all, text or facts.", "all"),
    ], context => new Teams(context));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts) => alerts.Select(a => Post(address, Card(a)));

    private JsonObject Card(ForwardedAlert alert)
    {
        var section = new JsonObject
        {
            ["activityTitle"] = "Saker",
            ["activitySubtitle"] = alert.Time.ToMessage(),
            ["text"] = format == "facts" ? "" : alert.Output,
        };
        if (image.Length > 0)
            section["activityImage"] = image;
        if (format != "text")
            section["facts"] = new JsonArray([.. Facts.Of(alert).Select(f => new JsonObject { ["name"] = f.Name, ["value"] = f.Value })]);
        return new JsonObject
        {
            ["@type"] = "MessageCard",
            ["@context"] = "https://schema.org/extensions",
            ["summary"] = alert.Output,
            ["themeColor"] = MessageColor.OfCard(alert.Priority),
            ["sections"] = new JsonArray(section),
        };
    }
}
