namespace Saker.Rules;

/// <summary>Which rules take part: what the files say, then selections in order, the last of which wins.</summary>
public sealed class RuleSelection
{
    private readonly List<Func<Rule, bool?>> steps = [];

    /// <summary>Rules less grave than this are left out.</summary>
    public Priority MinimumPriority { get; init; } = Priority.Debug;

    /// <summary>Enables or disables rules by name, in which <c>*</c> stands for any text. The whole name counts, and its case.</summary>
    public void SelectByName(string pattern, bool enable) => steps.Add(rule => Matches(pattern, rule.Name) ? enable : null);

    /// <summary>Enables or disables rules that have a tag.</summary>
    public void SelectByTag(string tag, bool enable) => steps.Add(rule => rule.Tags.Contains(tag) ? enable : null);

    /// <summary>Whether a rule takes part.</summary>
    public bool Includes(Rule rule) => rule.Priority <= MinimumPriority
        && steps.Aggregate(rule.Enabled, (enabled, step) => step(rule) ?? enabled);

    /// <summary>Whether a text is the pattern's, in which <c>*</c> stands for any text.</summary>
    public static bool Matches(string pattern, string text)
    {
        int p = 0, t = 0, star = -1, starText = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                starText = t;
            }
            else if (p < pattern.Length && pattern[p] == text[t])
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++starText;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].All(c => c == '*');
    }
}
