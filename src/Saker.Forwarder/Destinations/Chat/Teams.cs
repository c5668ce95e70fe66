using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Chat;

/// <summary>
/// Microsoft Teams: by a workflow (https://support.microsoft.com/office/create-incoming-webhooks-with-workflows-for-microsoft-teams-8ae491c7-0394-4861-ba59-055e33f75498),
/// which takes adaptive cards, or by a connector (https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using), which
/// takes message cards.
/// </summary>
internal sealed partial class Teams(DestinationContext context) : HttpDestination(context)
{
    /// <summary>Bytes of a message; more would be refused.</summary>
    public const int MaxMessage = 28_000;

    /// <summary>What the addresses of all workflows that wait for requests have in their paths, wherever they run.</summary>
    private const string WorkflowPath = "/triggers/manual/paths/invoke";

    private readonly Uri address = context.Address("webhookurl");
    private readonly Func<ForwardedAlert, JsonObject> card = Card(context.Settings);

    public static DestinationDefinition Definition { get; } = new("teams", "Microsoft Teams", ["webhookurl"],
    [
        ConfigKey.Secret("webhookurl", "Address of the workflow or of the incoming webhook."),
        ConfigKey.Text("card", "messagecard or adaptivecard; empty for what the address takes: adaptive cards if it is a workflow's."),
        ConfigKey.Text("activityimage", "Address of a picture."),
        ConfigKey.Text("outputformat", "all, text or facts.", "all"),
    ], context => new Teams(context));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts) => alerts.Select(a => Post(address, card(a)));

    /// <summary>The answer is 1, or, with 200 all the same, a sentence about what went wrong behind the webhook.</summary>
    protected override void Judge(string endpoint, string answer)
    {
        if (!answer.StartsWith("Webhook message delivery failed", StringComparison.Ordinal))
            return;
        // What Teams itself answered; only 429 is sure to pass.
        string status = BehindIt().Match(answer) is { Success: true } match ? match.Groups["status"].Value : "none";
        throw new DeliveryException($"{endpoint}: Teams behind it answers {status}", isFinal: status is "400" or "413");
    }

    private static Func<ForwardedAlert, JsonObject> Card(Section settings)
    {
        string format = settings.Text("outputformat"), image = settings.Text("activityimage");
        bool isAdaptive = settings.Text("card").ToLowerInvariant() switch
        {
            "adaptivecard" => true,
            "messagecard" => false,
            "" => settings.Text("webhookurl").Contains(WorkflowPath, StringComparison.OrdinalIgnoreCase),
            _ => throw settings.Error("card", "messagecard or adaptivecard is expected, or nothing"),
        };
        return isAdaptive ? alert => AdaptiveCard.Of(alert, format, image) : alert => MessageCard.Of(alert, format, image);
    }

    [GeneratedRegex("HTTP error (?<status>[0-9]{3})")]
    private static partial Regex BehindIt();
}
