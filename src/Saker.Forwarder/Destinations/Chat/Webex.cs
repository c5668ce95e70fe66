using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Chat;

/// <summary>
/// Webex: https://apphub.webex.com/applications/incoming-webhooks-cisco-systems-38054-23307-75252. Messages have the limits of
/// https://developer.webex.com/docs/api/v1/messages/create-a-message
/// </summary>
internal static class Webex
{
    // Bytes; more would be refused.
    private const int MaxMessage = 7439;
    private const int MaxOutput = 4000;

    public static DestinationDefinition Definition { get; } =
        WebhookDestination.Of("webex", "Webex", alert => new JsonObject { ["markdown"] = Message(alert) });

    private static string Message(ForwardedAlert alert)
    {
        var room = new TextRoom(MaxMessage - 8, TextRoom.Bytes);
        string head = $"# {room.Cut(alert.Rule, MaxOutput / 4)}\n### {room.Cut(alert.Output, MaxOutput)}\n";
        return head + string.Join('\n', room.Choose(Facts.WithTime(alert).Skip(1), frame: 5).Select(f => $"* {f.Name}: {f.Value}"));
    }
}
