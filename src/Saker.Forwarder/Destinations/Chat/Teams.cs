using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Chat;

/// <summary>
/// Microsoft Teams (https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using), as a MessageCard:
/// https://learn.microsoft.com/en-us/outlook/actionable-messages/message-card-reference
/// </summary>
internal sealed partial class Teams(DestinationContext context) : HttpDestination(context)
{
    // Bytes; more would be refused.
    private const int MaxMessage = 28_000;
    private const int MaxSummary = 1000;
    private const int Frame = 24;

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

    /// <summary>The answer is 1, or, with 200 all the same, a sentence about what went wrong behind the webhook.</summary>
    protected override void Judge(string endpoint, string answer)
    {
        if (!answer.StartsWith("Webhook message delivery failed", StringComparison.Ordinal))
            return;
        // What Teams itself answered; only 429 is sure to pass.
        string status = BehindIt().Match(answer) is { Success: true } match ? match.Groups["status"].Value : "none";
        throw new DeliveryException($"{endpoint}: Teams behind it answers {status}", isFinal: status is "400" or "413");
    }

    private JsonObject Card(ForwardedAlert alert)
    {
        var room = new TextRoom(MaxMessage - 500, TextRoom.JsonBytes);
        var section = new JsonObject
        {
            ["activityTitle"] = "Saker",
            ["activitySubtitle"] = alert.Time.ToMessage(),
            ["text"] = format == "facts" ? "" : room.Cut(alert.Output, MaxMessage / 2),
        };
        if (image.Length > 0)
            section["activityImage"] = image;
        string summary = room.Cut(alert.Output, MaxSummary);
        if (format != "text")
            section["facts"] = new JsonArray([.. room.Choose(Facts.Of(alert), Frame).Select(f => new JsonObject { ["name"] = f.Name, ["value"] = f.Value })]);
        return new JsonObject
        {
            ["@type"] = "MessageCard",
            ["@context"] = "https://schema.org/extensions",
            ["summary"] = summary,
            ["themeColor"] = MessageColor.OfCard(alert.Priority),
            ["sections"] = new JsonArray(section),
        };
    }

    [GeneratedRegex("HTTP error (?<status>[0-9]{3})")]
    private static partial Regex BehindIt();
}
