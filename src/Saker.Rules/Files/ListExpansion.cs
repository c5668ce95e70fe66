using System.Text;

namespace Saker.Rules.Files;

/// <summary>Puts the items of lists where conditions name them. This is done to the text, before it is parsed.</summary>
internal static class ListExpansion
{
    private const string Blanks = " \t\n\r";
    private const string Delimiters = Blanks + "(),=";
    private const int MaxLength = 16 * 1024 * 1024;

    /// <summary>Puts an item in quotes when it has a blank and no quotes yet.</summary>
    public static string Quoted(string item) => item.Contains(' ') && item[0] is not ('"' or '\'') ? $"\"{item}\"" : item;

    /// <summary>Replaces the name of one list wherever it stands as a word of its own.</summary>
    /// <returns>Whether it stood anywhere.</returns>
    /// <exception cref="ConditionTooLongException">The result would not be fit to be parsed.</exception>
    public static bool Expand(ref string condition, string name, IEnumerable<string> items)
    {
        bool used = false;
        string? replacement = null;
        int start = condition.IndexOf(name, StringComparison.Ordinal);
        while (start >= 0)
        {
            int end = start + name.Length;
            if ((start == 0 || Delimiters.Contains(condition[start - 1])) && (end >= condition.Length || Delimiters.Contains(condition[end])))
            {
                replacement ??= string.Join(", ", items.Select(Quoted));
                start = Replace(ref condition, start, end, replacement);
                used = true;
                if (condition.Length > MaxLength)
                    throw new ConditionTooLongException($"condition is longer than {MaxLength} characters once its lists are expanded");
            }

            start = start + 1 < condition.Length ? condition.IndexOf(name, start + 1, StringComparison.Ordinal) : -1;
        }

        return used;
    }

    /// <returns>Where the replacement ends.</returns>
    private static int Replace(ref string condition, int start, int end, string replacement)
    {
        while (start > 0 && Blanks.Contains(condition[start - 1]))
            start--;
        while (end < condition.Length && Blanks.Contains(condition[end]))
            end++;
        if (replacement.Length == 0)
        {
            // Where nothing is put, the comma beside it goes as well.
            if (start > 0 && condition[start - 1] == ',')
                start--;
            else if (end < condition.Length && condition[end] == ',')
                end++;
        }

        var text = new StringBuilder();
        if (start > 0)
            text.Append(condition, 0, start).Append(' ');
        text.Append(replacement).Append(' ').Append(condition, end, condition.Length - end);
        condition = text.ToString();
        return start + replacement.Length + 1;
    }
}

/// <summary>Lists multiply a condition beyond measure.</summary>
internal sealed class ConditionTooLongException(string message) : Exception(message);
