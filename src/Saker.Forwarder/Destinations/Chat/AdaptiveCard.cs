using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Encodings;
using Saker.Rules;

namespace Saker.Forwarder.Destinations.Chat;

/// <summary>
/// An alert as a message with an adaptive card (https://adaptivecards.io/explorer/), in the envelope that Teams asks for:
/// https://learn.microsoft.com/en-us/connectors/teams/#microsoft-teams-webhook
/// </summary>
internal static class AdaptiveCard
{
    /// <summary>Makes one.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="format">all, text or facts.</param>
    /// <param name="image">Address of a picture; empty for none.</param>
    public static JsonObject Of(ForwardedAlert alert, string format, string image)
    {
        var room = new TextRoom(Teams.MaxMessage - 1000, TextRoom.JsonBytes);
        var body = new JsonArray(
            new JsonObject
            {
                ["type"] = "TextBlock",
                ["text"] = $"{alert.PriorityName}: {room.Cut(alert.Rule, Teams.MaxMessage / 8)}",
                ["weight"] = "Bolder",
                ["size"] = "Medium",
                ["color"] = Color(alert.Priority),
                ["wrap"] = true,
            },
            new JsonObject { ["type"] = "TextBlock", ["text"] = alert.Time.ToMessage(), ["isSubtle"] = true, ["spacing"] = "None" });
        if (image.Length > 0)
            body.Add(new JsonObject { ["type"] = "Image", ["url"] = image, ["size"] = "Small" });
        if (format != "facts" && alert.Output.Length > 0)
            body.Add(new JsonObject { ["type"] = "TextBlock", ["text"] = room.Cut(alert.Output, Teams.MaxMessage / 2), ["wrap"] = true });
        if (format != "text")
            body.Add(new JsonObject { ["type"] = "FactSet", ["facts"] = Facts.Listed(alert, room, "title") });

        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["content"] = new JsonObject
                {
                    ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                    ["type"] = "AdaptiveCard",
                    ["version"] = "1.4",
                    ["msteams"] = new JsonObject { ["width"] = "Full" },
                    ["body"] = body,
                },
            }),
        };
    }

    /// <summary>Cards know no colours but by what they mean.</summary>
    private static string Color(Priority priority) => priority switch
    {
        <= Priority.Error => "Attention",
        Priority.Warning => "Warning",
        Priority.Notice => "Accent",
        _ => "Default",
    };
}
