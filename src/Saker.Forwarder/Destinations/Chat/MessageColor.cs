using Saker.Rules;

namespace Saker.Forwarder.Destinations.Chat;

/// <summary>Colours of messages by priority.</summary>
internal static class MessageColor
{
    /// <summary>For attachments, as #rrggbb.</summary>
    public static string OfAttachment(Priority priority) => priority switch
    {
        Priority.Emergency or Priority.Error => "#e20b0b",
        Priority.Alert or Priority.Critical => "#ff5400",
        Priority.Warning => "#ffc700",
        Priority.Notice => "#5bffb5",
        Priority.Informational => "#68c2ff",
        _ => "#ccfff2",
    };

    /// <summary>For cards, as rrggbb; every priority has its own.</summary>
    public static string OfCard(Priority priority) => priority switch
    {
        Priority.Emergency => "e20b0b",
        Priority.Alert => "ff5400",
        Priority.Critical => "ff9000",
        Priority.Error => "ffc700",
        Priority.Warning => "ffff00",
        Priority.Notice => "5bffb5",
        Priority.Informational => "68c2ff",
        _ => "ccfff2",
    };

    /// <summary>For embeds, as a number.</summary>
    public static int OfEmbed(Priority priority) => priority switch
    {
        Priority.Emergency => 15158332,
        Priority.Alert => 11027200,
        Priority.Critical => 15105570,
        Priority.Error => 15844367,
        Priority.Warning => 12745742,
        Priority.Notice => 3066993,
        Priority.Informational => 3447003,
        _ => 12370112,
    };
}
