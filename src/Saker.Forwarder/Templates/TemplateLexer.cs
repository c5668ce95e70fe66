using System.Text;

namespace Saker.Forwarder.Templates;

/// <summary>Cuts a template into texts and actions, and actions into words. <c>{{-</c> and <c>-}}</c> trim the text beside them.</summary>
internal static class TemplateLexer
{
    /// <summary>The parts of a template in order: texts, and the insides of actions.</summary>
    public static List<(bool IsAction, string Text)> Parts(string template)
    {
        var parts = new List<(bool, string)>();
        bool trim = false;
        int at = 0;
        while (at < template.Length)
        {
            int open = template.IndexOf("{{", at, StringComparison.Ordinal);
            string text = open < 0 ? template[at..] : template[at..open];
            if (trim)
                text = text.TrimStart();
            if (open < 0)
            {
                parts.Add((false, text));
                break;
            }

            int close = Close(template, open + 2);
            string action = template[(open + 2)..close];
            if (action.StartsWith("- ", StringComparison.Ordinal))
                (text, action) = (text.TrimEnd(), action[2..]);
            trim = action.EndsWith(" -", StringComparison.Ordinal);
            if (text.Length > 0)
                parts.Add((false, text));
            action = (trim ? action[..^2] : action).Trim();
            if (!action.StartsWith("/*", StringComparison.Ordinal))
                parts.Add((true, action));
            at = close + 2;
        }

        return parts;
    }

    /// <summary>The words of an action: names, constants, parentheses, bars and commas.</summary>
    public static List<string> Words(string action)
    {
        var words = new List<string>();
        for (int at = 0; at < action.Length;)
        {
            char c = action[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
                continue;
            }

            int end = c is '"' or '`' ? Quote(action, at)
                : c is '(' or ')' or '|' or ',' ? at + 1
                : c is ':' or '=' ? at + (c == ':' ? 2 : 1)
                : Word(action, at);
            words.Add(action[at..Math.Min(end, action.Length)]);
            at = end;
        }

        return words;
    }

    /// <summary>What a quoted word stands for.</summary>
    public static string Unquote(string word)
    {
        if (word[0] == '`')
            return word[1..^1];
        var text = new StringBuilder();
        for (int i = 1; i < word.Length - 1; i++)
        {
            text.Append(word[i] != '\\' ? word[i] : word[++i] switch
            {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                var other => other,
            });
        }

        return text.ToString();
    }

    private static int Close(string template, int at)
    {
        for (; at < template.Length - 1; at++)
        {
            if (template[at] is '"' or '`')
                at = Quote(template, at) - 1;
            else if (template[at] == '}' && template[at + 1] == '}')
                return at;
        }

        throw new TemplateException("an action is not closed by }}");
    }

    private static int Quote(string text, int at)
    {
        char quote = text[at];
        for (int i = at + 1; i < text.Length; i++)
        {
            if (text[i] == '\\' && quote == '"')
                i++;
            else if (text[i] == quote)
                return i + 1;
        }

        throw new TemplateException($"a {quote} is not closed");
    }

    private static int Word(string action, int at)
    {
        int end = at;
        while (end < action.Length && !char.IsWhiteSpace(action[end]) && action[end] is not ('(' or ')' or '|' or ',' or '"' or '`'))
            end++;
        return end;
    }
}
