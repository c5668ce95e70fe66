using System.Net;
using System.Text;
using MimeKit;
using MimeKit.Text;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Destinations.Chat;

namespace Saker.Forwarder.Destinations.Mail;

/// <summary>What a mail about an alert looks like: a text, and a table in HTML where that is wanted.</summary>
internal static class MailMessage
{
    /// <summary>A line of a mail may have 998 characters; a subject should be readable.</summary>
    private const int MaxSubject = 200;

    /// <summary>Writes a mail. Its id is that of the alert, by which a mail that comes twice can be told.</summary>
    public static MimeMessage Of(ForwardedAlert alert, MailboxAddress from, InternetAddressList to, bool hasHtml)
    {
        var text = new TextPart(TextFormat.Plain) { Text = Text(alert) };
        var message = new MimeMessage
        {
            Subject = Line($"[{alert.PriorityName}] {alert.Output}"),
            Date = alert.Time.Date,
            MessageId = $"{alert.Id}@{from.Domain}",
            Body = hasHtml ? new MultipartAlternative { text, new TextPart(TextFormat.Html) { Text = Html(alert) } } : text,
        };
        message.From.Add(from);
        message.To.AddRange(to);
        return message;
    }

    private static string Line(string text)
    {
        string line = text.ReplaceLineEndings(" ");
        return line.Length <= MaxSubject ? line : line[..MaxSubject];
    }

    private static string Text(ForwardedAlert alert)
    {
        var text = new StringBuilder(alert.Output).Append("\n\n");
        foreach (var (name, value) in Facts.WithTime(alert))
            text.Append(name).Append(": ").Append(value).Append('\n');
        return text.ToString();
    }

    private static string Html(ForwardedAlert alert)
    {
        var html = new StringBuilder("<!doctype html>\n<html><body style=\"font-family: sans-serif\">\n<p>")
            .Append(WebUtility.HtmlEncode(alert.Output)).Append("</p>\n<table>\n");
        foreach (var (name, value) in Facts.WithTime(alert))
        {
            html.Append("<tr><td><b>").Append(WebUtility.HtmlEncode(name)).Append("</b></td><td>")
                .Append(WebUtility.HtmlEncode(value)).Append("</td></tr>\n");
        }

        return html.Append("</table>\n</body></html>\n").ToString();
    }
}
