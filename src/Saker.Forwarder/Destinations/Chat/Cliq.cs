using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Templates;
using Saker.Rules;

namespace Saker.Forwarder.Destinations.Chat;

/// <summary>Zoho Cliq: https://www.zoho.com/cliq/help/restapi/v2/#attaching_content_table</summary>
internal sealed class Cliq(DestinationContext context) : HttpDestination(context)
{
    // More would be refused.
    private const int MaxText = 10_000;

    private readonly Uri address = context.Address("webhookurl");
    private readonly GoTemplate? message = context.Template("messageformat");
    private readonly string format = context.Settings.Text("outputformat");
    private readonly string icon = context.Settings.Text("icon");
    private readonly bool hasEmoji = context.Settings.Flag("useemoji");

    public static DestinationDefinition Definition { get; } = new("cliq", "Zoho Cliq", ["webhookurl"],
    [
        ConfigKey.Secret("webhookurl", "Address with its key."),
        ConfigKey.Text("icon", "Address of the sender's picture."),
        ConfigKey.Flag("useemoji", "Whether messages begin with a picture of the priority."),
        ConfigKey.Text("outputformat", "all, text or fields.", "all"),
        ConfigKey.Text("messageformat", "Go template over the alert for the text of the message."),
    ], context => new Cliq(context));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts) => alerts.Select(a => Post(address, Message(a)));

    private JsonObject Message(ForwardedAlert alert)
    {
        var slides = new JsonArray();
        if (message is not null && format != "fields")
            slides.Add(new JsonObject { ["type"] = "text", ["data"] = alert.Output });
        if (format != "text")
        {
            var rows = Facts.WithTime(alert).Select(f => new JsonObject { ["field"] = f.Name, ["value"] = f.Value });
            slides.Add(new JsonObject
            {
                ["type"] = "table",
                ["data"] = new JsonObject { ["headers"] = new JsonArray("field", "value"), ["rows"] = new JsonArray([.. rows]) },
            });
        }

        string text = TextRoom.Cut(message?.Render(alert) ?? alert.Output, MaxText - 4);
        var bot = new JsonObject { ["name"] = "Saker" };
        if (icon.Length > 0)
            bot["image"] = icon;
        return new JsonObject { ["text"] = hasEmoji ? $"{Emoji(alert.Priority)} {text}" : text, ["bot"] = bot, ["slides"] = slides };
    }

    private static string Emoji(Priority priority) => priority switch
    {
        Priority.Emergency or Priority.Error => "\U0001F6A8",
        Priority.Alert or Priority.Critical => "\U0001F7E0",
        Priority.Warning => "\U0001F7E1",
        Priority.Notice => "\U0001F535",
        Priority.Informational => "\U0001F7E2",
        _ => "\u26AA",
    };
}
