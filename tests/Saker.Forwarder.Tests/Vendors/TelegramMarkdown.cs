using System.Text;

namespace Saker.Forwarder.Tests.Vendors;

/// <summary>
/// Reads MarkdownV2 as Telegram does, as far as bold text goes: https://core.telegram.org/bots/api#markdownv2-style. A special character that neither is
/// escaped nor begins or ends an entity is refused.
/// </summary>
internal static class TelegramMarkdown
{
    private const string Special = "_*[]()~`>#+-=|{}.!";

    /// <summary>The text without its marks.</summary>
    public static string Text(string markdown)
    {
        var text = new StringBuilder();
        int opened = -1;
        for (int i = 0; i < markdown.Length; i++)
        {
            char c = markdown[i];
            if (c == '\\' && i + 1 < markdown.Length && markdown[i + 1] is > ' ' and < (char)127)
            {
                text.Append(markdown[++i]);
            }
            else if (c == '*')
            {
                if (opened == text.Length)
                    throw new RefusalException(400, $"Bad Request: can't parse entities: there is an empty one at {i}");
                opened = opened < 0 ? text.Length : -1;
            }
            else if (Special.Contains(c, StringComparison.Ordinal))
            {
                throw new RefusalException(400, $"Bad Request: can't parse entities: Character '{c}' is reserved and must be escaped with the preceding '\\'");
            }
            else
            {
                text.Append(c);
            }
        }

        return opened < 0 ? text.ToString() : throw new RefusalException(400, "Bad Request: can't parse entities: Can't find end of Bold entity");
    }
}
