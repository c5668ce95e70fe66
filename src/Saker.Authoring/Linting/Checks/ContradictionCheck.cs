using Saker.Rules.Binding;
using Saker.Rules.Syntax;

namespace Saker.Authoring.Linting.Checks;

/// <summary>Parts whose checks exclude each other, or of which one always holds.</summary>
internal sealed class ContradictionCheck : ILintCheck
{
    public IEnumerable<LintFinding> Find(LintSubject subject) => subject.Sites.Select(s => Find(subject, s)).OfType<LintFinding>();

    private static LintFinding? Find(LintSubject subject, ConditionSite site)
    {
        switch (site.Meant)
        {
            case AndCondition and:
                if (Conflict(subject, and.Children.Select(c => Literal.OfAll(subject.Expand(c)))) is { } conflict)
                    return Report(site, $"never holds: {conflict}");
                if (ExcludesAllTypes(subject, and))
                    return Report(site, "never holds: its parts are about different events");
                return null;
            case OrCondition or:
                return Conflict(subject, or.Children.Select(c => Literal.OfAny(subject.Expand(c)).Select(l => l.Opposite))) is null
                    ? null
                    : LintSubject.Finding(LintCode.AlwaysTrue, site, $"always holds where its field has a value: {site.Written}");
            default:
                return null;
        }
    }

    /// <summary>A part that a rule cannot do without makes it a rule that never matches.</summary>
    private static LintFinding Report(ConditionSite site, string message) => site.IsRequired
        ? LintSubject.Finding(LintCode.RuleNeverMatches, site, $"rule '{site.Rule.Name}' {message.Replace("never holds", "never matches")}")
        : LintSubject.Finding(LintCode.AlwaysFalse, site, message);

    /// <summary>Two of the groups that cannot both hold; null when there are none.</summary>
    private static string? Conflict(LintSubject subject, IEnumerable<IEnumerable<Literal>> groups)
    {
        var seen = new List<(int Group, Literal Literal)>();
        foreach (var (number, group) in groups.Index())
        {
            foreach (var literal in group)
            {
                if (seen.FirstOrDefault(s => s.Group != number && Exclude(subject, s.Literal, literal)) is { Literal.Check: not null } other)
                    return $"{Describe(other.Literal)} excludes {Describe(literal)}";
                seen.Add((number, literal));
            }
        }

        return null;
    }

    private static string Describe(Literal literal)
    {
        string text = (literal.IsNegated ? "not " : "") + literal.Check;
        return text.Length <= 80 ? text : text[..80] + "...";
    }

    private static bool Exclude(LintSubject subject, Literal a, Literal b)
    {
        if (a.IsNegated != b.IsNegated && a.Check.ToString() == b.Check.ToString())
            return !IsCustom(a.Check) && a.Check is not BinaryCheck { Right: ValueList { Values.IsEmpty: true } };
        if (a.Values(subject) is not var (field, values, excludes) || b.Values(subject) is not var (otherField, otherValues, otherExcludes) || field != otherField)
            return false;
        return (excludes, otherExcludes) switch
        {
            (false, false) => !values.Overlaps(otherValues),
            (false, true) => values.IsSubsetOf(otherValues),
            (true, false) => otherValues.IsSubsetOf(values),
            _ => false,
        };
    }

    /// <summary>Whether no event is left although every part alone has some; hooks that say never are not counted.</summary>
    private static bool ExcludesAllTypes(LintSubject subject, AndCondition and)
    {
        try
        {
            var types = and.Children.Select(c => EventTypeAlgebra.TypesOf(WithoutCustom(subject.Expand(c)))).ToList();
            return types.TrueForAll(t => t.Count > 0) && types.Aggregate(EventTypeSet.All, (all, t) => all & t).Count == 0;
        }
        catch (BindingException)
        {
            return false;
        }
    }

    /// <summary>Leaves open what compares the event's number: that is how rules say never and always on purpose.</summary>
    public static Condition WithoutCustom(Condition condition) => condition switch
    {
        AndCondition and => new AndCondition([.. and.Children.Select(WithoutCustom)], and.Position),
        OrCondition or => new OrCondition([.. or.Children.Select(WithoutCustom)], or.Position),
        NotCondition not => new NotCondition(WithoutCustom(not.Child), not.Position),
        _ when IsCustom(condition) => new MacroReference("custom", condition.Position),
        _ => condition,
    };

    private static bool IsCustom(Condition check) => check is BinaryCheck { Left: FieldReference { Name: "evt.num" } };
}
