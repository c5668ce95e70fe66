using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations.Chat;

/// <summary>Telegram: https://core.telegram.org/bots/api#sendmessage</summary>
internal sealed partial class Telegram(DestinationContext context) : HttpDestination(context)
{
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
        var body = new JsonObject
        {
            ["text"] = $"*{Escape($"[Falco] [{alert.PriorityName}] {alert.Rule}")}*\n\n" +
                string.Concat(Facts.WithTime(alert).Skip(2).Select(f => $"• *{Escape(f.Name)}*: {Escape(f.Value)}\n")) + $"\n{Escape(alert.Output)}",
            ["parse_mode"] = "MarkdownV2",
            ["disable_web_page_preview"] = true,
            ["chat_id"] = chat,
        };
        if (thread.Length > 0)
            body["message_thread_id"] = thread;
        return body;
    }

    private static string Escape(string text) => Special().Replace(text, @"\$0");

    [GeneratedRegex(@"[_*\[\]()~`>#+\-=|{}.!\\]")]
    private static partial Regex Special();
}
