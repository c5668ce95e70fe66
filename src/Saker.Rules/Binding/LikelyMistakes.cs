using Saker.Rules.Syntax;

namespace Saker.Rules.Binding;

/// <summary>Finds constants that are valid, but were probably meant otherwise.</summary>
internal static class LikelyMistakes
{
    private const string RegexCharacters = ".+*?^$()[]{}|\\";

    public static IEnumerable<BindingWarning> In(BinaryCheck check, Value value, OperandBinder operands)
    {
        string text = value.Text;
        string stripped = string.Concat(text.Where(c => c is not (' ' or (>= '\t' and <= '\r'))));
        if (check.Operator.Comparison == Comparison.Regex && IsPlain(text))
        {
            yield return new BindingWarning(
                $"regex check with '{text}' may be optimized with simpler operators such as '=', 'contains', 'startswith', 'endswith'",
                check.Right.Position);
        }

        if (stripped.Contains('.') && operands.IsField(stripped))
            yield return new BindingWarning($"'{text}' may be a valid field misused as a const string value", check.Right.Position);

        if (!stripped.EndsWith(')'))
            yield break;
        foreach (string name in Transformers.Names.ToArray())
        {
            if (stripped.Length >= name.Length + 2 && stripped.StartsWith(name + "(", StringComparison.Ordinal))
            {
                yield return new BindingWarning(
                    $"'{text}' may be a valid field transformer misused as a const string value", check.Right.Position);
            }
        }
    }

    /// <summary>Whether nothing but anchors and leading or trailing wildcards makes it a regular expression.</summary>
    private static bool IsPlain(string pattern)
    {
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if ((i == 0 && c == '^') || (i == pattern.Length - 1 && c == '$'))
                continue;
            bool atEdge = (i == 0 && pattern.Length > 1) || i == pattern.Length - 2;
            if (atEdge && c == '.' && "+*?".Contains(pattern[i + 1]))
                i++;
            else if (RegexCharacters.Contains(c))
                return false;
        }

        return true;
    }
}
