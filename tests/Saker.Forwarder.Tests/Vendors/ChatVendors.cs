using System.Text;

namespace Saker.Forwarder.Tests.Vendors;

/// <summary>Chats.</summary>
internal static class ChatVendors
{
    public static IEnumerable<(string Section, Vendor Vendor)> All =>
    [
        ("SLACK", new("https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks", request =>
        {
            Attachments(request.To("POST", "/services/T/B/x").Typed().Json());
            return (200, "ok");
        })),
        ("ROCKETCHAT", new("https://docs.rocket.chat/docs/integrations", request =>
        {
            Attachments(request.To("POST", "/hooks/a/b").Typed().Json());
            return (200, """{"success":true}""");
        })),
        ("MATTERMOST", new("https://developers.mattermost.com/integrate/webhooks/incoming/", request =>
        {
            Attachments(request.To("POST", "/hooks/a").Typed().Json());
            return (200, "ok");
        })),
        // https://learn.microsoft.com/en-us/connectors/teams/#microsoft-teams-webhook: workflows answer 202
        ("TEAMS", new("https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using", request =>
        {
            // At most 28 KB, both of them.
            if (Encoding.UTF8.GetByteCount(request.Body) > 28 * 1024)
                throw new RefusalException(413, "the message is too large");
            if (request.Path.StartsWith("/workflows/", StringComparison.Ordinal))
            {
                AdaptiveCard(request.To("POST", "/workflows/w/triggers/manual/paths/invoke?sv=1.0&sig=s").Typed().Json());
                return (202, "");
            }

            MessageCard(request.To("POST", "/webhookb2/x").Typed().Json());
            return (200, "1");
        })),
        ("WEBEX", new("https://developer.webex.com/docs/api/v1/messages/create-a-message", request =>
        {
            string markdown = request.To("POST", "/v1/webhooks/incoming/x").Typed().Json().Need("markdown").Text();
            return Encoding.UTF8.GetByteCount(markdown) <= 7439 ? (204, "") : throw new RefusalException(400, "the message is too long");
        })),
        ("DISCORD", new("https://discord.com/developers/docs/resources/message#embed-object", request =>
        {
            var body = request.To("POST", "/api/webhooks/1/x").Typed().Json();
            body.Need("content").Text(2000, least: 0);
            int all = 0;
            foreach (var embed in body.Need("embeds").Items(10))
            {
                all += embed.Need("description").Text(4096).Length;
                if (embed.Need("color").Number() is < 0 or > 0xffffff)
                    throw embed.Bad("has another color");
                foreach (var pair in embed.Need("fields").Items(25))
                    all += pair.Need("name").Text(256).Length + pair.Need("value").Text(1024).Length;
            }

            return all <= 6000 ? (204, "") : throw new RefusalException(400, $"the embeds hold {all} characters");
        })),
        ("GOOGLECHAT", new("https://developers.google.com/workspace/chat/api/reference/rest/v1/cards-v1", request =>
        {
            var body = request.To("POST", "/v1/spaces/A/messages?key=k").Typed().Json().Only("text", "cards");
            if (Encoding.UTF8.GetByteCount(request.Body) > 32_000)
                throw new RefusalException(400, "the message is too long");
            body.Find("text")?.Text();
            foreach (var widget in body.Need("cards").Items().SelectMany(c => c.Only("sections").Need("sections").Items()).SelectMany(s => s.Only("widgets").Need("widgets").Items()))
            {
                var value = widget.Only("keyValue").Need("keyValue").Only("topLabel", "content");
                value.Need("topLabel").Text();
                value.Need("content").Text(least: 0);
            }

            return (200, """{"name":"spaces/A/messages/1"}""");
        })),
        ("CLIQ", new("https://www.zoho.com/cliq/help/restapi/v2/#attaching_content_table", request =>
        {
            var body = request.To("POST", "/api/v2/channelsbyname/X/message?zapikey=z").Typed().Json();
            body.Need("text").Text(10_000);
            body.Need("bot").Need("name").Text();
            foreach (var slide in body.Need("slides").Items())
            {
                if (slide.Need("type").Among("table", "text") == "text")
                {
                    slide.Need("data").Text();
                    continue;
                }

                string[] headers = [.. slide.Need("data").Need("headers").Items().Select(h => h.Text())];
                foreach (var row in slide.Need("data").Need("rows").Items())
                    row.Only(headers).Need(headers[0]).Text();
            }

            return (204, "");
        })),
        ("TELEGRAM", new("https://core.telegram.org/bots/api#sendmessage", request =>
        {
            // https://core.telegram.org/bots/api#making-requests: the token is part of the path; all methods are answered alike.
            if (request.Path != "/bot1:x/sendMessage")
                throw new RefusalException(404, """{"ok":false,"error_code":404,"description":"Not Found"}""");
            var body = request.Typed().Json();
            body.Need("chat_id").Among("-5");
            body.Find("message_thread_id")?.Number();
            body.Find("link_preview_options")?.Only("is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text");
            body.Need("parse_mode").Among("MarkdownV2");
            if (TelegramMarkdown.Text(body.Need("text").Text()).Length > 4096)
                throw new RefusalException(400, "Bad Request: message is too long");
            return (200, """{"ok":true,"result":{"message_id":1}}""");
        })),
    ];

    /// <summary>https://learn.microsoft.com/en-us/outlook/actionable-messages/message-card-reference</summary>
    private static void MessageCard(Part card)
    {
        card.Need("@type").Among("MessageCard");
        card.Need("@context").Among("https://schema.org/extensions", "http://schema.org/extensions");
        card.Need("summary").Text();
        Color(card.Need("themeColor"), "");
        foreach (var fact in card.Need("sections").Items(10).SelectMany(s => s.Find("facts")?.Items() ?? []))
        {
            fact.Need("name").Text();
            fact.Need("value").Text(least: 0);
        }
    }

    /// <summary>https://adaptivecards.io/explorer/</summary>
    private static void AdaptiveCard(Part message)
    {
        message.Only("type", "attachments").Need("type").Among("message");
        foreach (var attachment in message.Need("attachments").Items(1))
        {
            attachment.Only("contentType", "contentUrl", "content").Need("contentType").Among("application/vnd.microsoft.card.adaptive");
            var card = attachment.Need("content").Only("$schema", "type", "version", "msteams", "body");
            card.Need("type").Among("AdaptiveCard");
            card.Need("version").Among("1.0", "1.1", "1.2", "1.3", "1.4", "1.5");
            foreach (var element in card.Need("body").Items())
                AdaptiveElement(element);
        }
    }

    private static void AdaptiveElement(Part element)
    {
        switch (element.Need("type").Among("TextBlock", "FactSet", "Image"))
        {
            case "TextBlock":
                element.Only("type", "text", "weight", "size", "color", "wrap", "isSubtle", "spacing").Need("text").Text();
                element.Find("weight")?.Among("Lighter", "Default", "Bolder");
                element.Find("size")?.Among("Small", "Default", "Medium", "Large", "ExtraLarge");
                element.Find("color")?.Among("Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention");
                break;
            case "Image":
                element.Only("type", "url", "size").Need("url").Text();
                break;
            default:
                foreach (var fact in element.Only("type", "facts").Need("facts").Items())
                {
                    fact.Only("title", "value").Need("title").Text();
                    fact.Need("value").Text(least: 0);
                }

                break;
        }
    }

    private static void Attachments(Part body)
    {
        body.Find("text")?.Text();
        body.Need("username").Text();
        foreach (var attachment in body.Need("attachments").Items(100))
        {
            attachment.Need("fallback").Text();
            Color(attachment.Need("color"), "#");
            attachment.Find("text")?.Text();
            foreach (var pair in attachment.Find("fields")?.Items() ?? [])
            {
                pair.Need("title").Text();
                pair.Need("value").Text(least: 0);
                _ = pair.Need("short").Value.GetBoolean();
            }
        }
    }

    private static void Color(Part part, string before)
    {
        string text = part.Text();
        if (text.Length != before.Length + 6 || !text.StartsWith(before, StringComparison.Ordinal) || !text[before.Length..].All(char.IsAsciiHexDigit))
            throw part.Bad("is no color");
    }
}
