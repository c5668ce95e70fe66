using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Chat;

/// <summary>Telegram: https://core.telegram.org/bots/api#sendmessage</summary>
internal sealed partial class Telegram(DestinationContext context) : HttpDestination(context)
{
    // More would be refused.
    private const int MaxText = 4096;
    private const int MaxTitle = 512;
    private const int MaxOutput = 2048;

    private readonly Uri address = context.Address("host", $"bot{context.Settings.Text("token")}/sendMessage");
    private readonly string chat = context.Settings.Text("chatid");
    private readonly string thread = context.Settings.Text("messagethreadid");

    public static DestinationDefinition Definition { get; } = new("telegram", "Telegram", ["token", "chatid"],
    [
        ConfigKey.Text("host", "Address of the API.", "https://api.telegram.org"),
        ConfigKey.Secret("token", "Token of the bot."),
        ConfigKey.Text("chatid", "The chat."),
        ConfigKey.Text("messagethreadid", "The topic in it."),
    ], context => new Telegram(context));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts) => alerts.Select(a => Post(address, Message(a)));

    private JsonObject Message(ForwardedAlert alert)
    {
        var room = new TextRoom(MaxText - 8, t => Escape(t).Length);
        string title = room.Cut($"[Falco] [{alert.PriorityName}] {alert.Rule}", MaxTitle);
        string output = room.Cut(alert.Output, MaxOutput);
        var facts = room.Choose(Facts.WithTime(alert).Skip(2), frame: 8);
        var body = new JsonObject
        {
            ["text"] = $"*{Escape(title)}*\n\n{string.Concat(facts.Select(f => $"• *{Escape(f.Name)}*: {Escape(f.Value)}\n"))}\n{Escape(output)}",
            ["parse_mode"] = "MarkdownV2",
            ["link_preview_options"] = new JsonObject { ["is_disabled"] = true },
            ["chat_id"] = chat,
        };
        if (thread.Length > 0)
            body["message_thread_id"] = long.TryParse(thread, out long id) ? id : thread;
        return body;
    }

    private static string Escape(string text) => Special().Replace(text, @"\$0");

    [GeneratedRegex(@"[_*\[\]()~`>#+\-=|{}.!\\]")]
    private static partial Regex Special();
}
