using Saker.Rules.Syntax;

namespace Saker.Authoring.Linting.Checks;

/// <summary>Looks for two checks that cannot both hold.</summary>
internal sealed class LiteralConflict
{
    private readonly LintSubject subject;
    private readonly Dictionary<string, (int Group, Literal Literal)> byText = [];
    private readonly Dictionary<string, List<(int Group, Literal Literal, HashSet<string> Values, bool Excludes)>> byField = [];

    private LiteralConflict(LintSubject subject) => this.subject = subject;

    /// <summary>Names two checks of different groups that exclude each other; null when there are none.</summary>
    public static string? In(LintSubject subject, IEnumerable<IEnumerable<Literal>> groups)
    {
        var seen = new LiteralConflict(subject);
        foreach (var (number, group) in groups.Index())
        {
            foreach (var literal in group.Distinct())
            {
                if (seen.Add(number, literal) is { } other)
                    return $"{Describe(other)} excludes {Describe(literal)}";
            }
        }

        return null;
    }

    /// <returns>A check before it that excludes it.</returns>
    private Literal? Add(int group, Literal literal)
    {
        // An empty list is a hook that somebody may fill, and comparing the number of an event is how rules say never on purpose.
        if (literal.Check is BinaryCheck { Right: ValueList { Values.IsEmpty: true } } || ContradictionCheck.IsCustom(literal.Check))
            return null;
        if (byText.TryGetValue(literal.Check.ToString(), out var same) && same.Group != group && same.Literal.IsNegated != literal.IsNegated)
            return same.Literal;
        byText.TryAdd(literal.Check.ToString(), (group, literal));
        if (literal.Values(subject) is not var (field, values, excludes))
            return null;
        if (!byField.TryGetValue(field, out var others))
            byField[field] = others = [];
        foreach (var other in others)
        {
            if (other.Group != group && Exclude(other.Values, other.Excludes, values, excludes))
                return other.Literal;
        }

        others.Add((group, literal, values, excludes));
        return null;
    }

    private static bool Exclude(HashSet<string> values, bool excludes, HashSet<string> otherValues, bool otherExcludes) => (excludes, otherExcludes) switch
    {
        (false, false) => !values.Overlaps(otherValues),
        (false, true) => values.IsSubsetOf(otherValues),
        (true, false) => otherValues.IsSubsetOf(values),
        _ => false,
    };

    private static string Describe(Literal literal)
    {
        string text = (literal.IsNegated ? "not " : "") + literal.Check;
        return text.Length <= 80 ? text : text[..80] + "...";
    }
}
