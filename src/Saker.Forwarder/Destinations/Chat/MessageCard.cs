using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Chat;

/// <summary>An alert as a message card: https://learn.microsoft.com/en-us/outlook/actionable-messages/message-card-reference</summary>
internal static class MessageCard
{
    private const int MaxSummary = 1000;

    /// <summary>Makes one.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="format">all, text or facts.</param>
    /// <param name="image">Address of a picture; empty for none.</param>
    public static JsonObject Of(ForwardedAlert alert, string format, string image)
    {
        var room = new TextRoom(Teams.MaxMessage - 500, TextRoom.JsonBytes);
        var section = new JsonObject
        {
            ["activityTitle"] = "Saker",
            ["activitySubtitle"] = alert.Time.ToMessage(),
            ["text"] = format == "facts" ? "" : room.Cut(alert.Output, Teams.MaxMessage / 2),
        };
        if (image.Length > 0)
            section["activityImage"] = image;
        string summary = room.Cut(alert.Output, MaxSummary);
        if (format != "text")
            section["facts"] = Facts.Listed(alert, room, "name");
        return new JsonObject
        {
            ["@type"] = "MessageCard",
            ["@context"] = "https://schema.org/extensions",
            ["summary"] = summary,
            ["themeColor"] = MessageColor.OfCard(alert.Priority),
            ["sections"] = new JsonArray(section),
        };
    }
}
