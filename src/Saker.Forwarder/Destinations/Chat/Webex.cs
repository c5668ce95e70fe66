using System.Text.Json.Nodes;

namespace Saker.Forwarder.Destinations.Chat;

/// <summary>Webex: https://developer.webex.com/docs/incoming-webhooks</summary>
internal static class Webex
{
    public static DestinationDefinition Definition { get; } = WebhookDestination.Of("webex", "Webex", alert => new JsonObject
    {
        ["markdown"] = $"# {alert.Rule}\n### {alert.Output}\n" + string.Join('\n', Facts.WithTime(alert).Skip(1).Select(f => $"* {f.Name}: {f.Value}")),
    });
}
