using System.Text;

namespace Saker.Rules.Files;

/// <summary>Puts the items of lists where conditions name them. This is done to the text, before it is parsed.</summary>
internal static class ListExpansion
{
    private const string Blanks = " \t\n\r";
    /// <summary>What words end at.</summary>
    public const string Delimiters = Blanks + "(),=";

    private const int MaxLength = 16 * 1024 * 1024;

    /// <summary>Puts an item in quotes when it has a blank and no quotes yet.</summary>
    public static string Quoted(string item) => item.Contains(' ') && item[0] is not ('"' or '\'') ? $"\"{item}\"" : item;

    /// <summary>Replaces the name of one list wherever it stands as a word of its own.</summary>
    /// <returns>Whether it stood anywhere.</returns>
    /// <exception cref="ConditionTooLongException">The result would not be fit to be parsed.</exception>
    public static bool Expand(ref string condition, string name, IEnumerable<string> items)
    {
        StringBuilder? expanded = null;
        string replacement = "";
        int copied = 0;
        int start = condition.IndexOf(name, StringComparison.Ordinal);
        while (start >= 0)
        {
            int end = start + name.Length;
            bool isWord = (start == copied || Delimiters.Contains(condition[start - 1]))
                && (end == condition.Length || Delimiters.Contains(condition[end]));
            if (isWord)
            {
                if (expanded is null)
                {
                    expanded = new StringBuilder();
                    replacement = string.Join(", ", items.Select(Quoted));
                }

                expanded.Append(condition, copied, start - copied);
                copied = end = Replace(expanded, condition, end, replacement);
                if (expanded.Length > MaxLength)
                    throw new ConditionTooLongException($"condition is longer than {MaxLength} characters once its lists are expanded");
            }

            int next = isWord ? end : start + 1;
            start = next < condition.Length ? condition.IndexOf(name, next, StringComparison.Ordinal) : -1;
        }

        if (expanded is null)
            return false;
        condition = expanded.Append(condition, copied, condition.Length - copied).ToString();
        return true;
    }

    /// <returns>Where the condition goes on behind the name.</returns>
    private static int Replace(StringBuilder expanded, string condition, int end, string replacement)
    {
        while (expanded.Length > 0 && Blanks.Contains(expanded[^1]))
            expanded.Length--;
        while (end < condition.Length && Blanks.Contains(condition[end]))
            end++;
        if (replacement.Length == 0)
        {
            // Where nothing is put, the comma beside it goes as well.
            if (expanded.Length > 0 && expanded[^1] == ',')
                expanded.Length--;
            else if (end < condition.Length && condition[end] == ',')
                end++;
        }

        if (expanded.Length > 0)
            expanded.Append(' ');
        expanded.Append(replacement).Append(' ');
        return end;
    }
}

/// <summary>Lists multiply a condition beyond measure.</summary>
internal sealed class ConditionTooLongException(string message) : Exception(message);
