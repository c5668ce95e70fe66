using Saker.Fields;
using Saker.Rules.Syntax;

namespace Saker.Authoring.Linting.Checks;

/// <summary>A check that has to hold, or not to.</summary>
internal readonly record struct Literal(Condition Check, bool IsNegated)
{
    /// <summary>The other way round.</summary>
    public Literal Opposite => this with { IsNegated = !IsNegated };

    /// <summary>Checks that all have to hold for a condition to hold, as far as <c>and</c> joins them.</summary>
    public static IEnumerable<Literal> OfAll(Condition condition) => condition switch
    {
        AndCondition and => and.Children.SelectMany(OfAll),
        NotCondition not => OfAny(not.Child).Select(l => l.Opposite),
        OrCondition => [],
        _ => [new Literal(condition, false)],
    };

    /// <summary>Checks each of which is enough for a condition to hold, as far as <c>or</c> joins them.</summary>
    public static IEnumerable<Literal> OfAny(Condition condition) => condition switch
    {
        OrCondition or => or.Children.SelectMany(OfAny),
        NotCondition not => OfAll(not.Child).Select(l => l.Opposite),
        AndCondition => [],
        _ => [new Literal(condition, false)],
    };

    /// <summary>The values that a field with one value may have (or may not, when <c>Excludes</c>); null when the check is no such question.</summary>
    public (string Field, HashSet<string> Values, bool Excludes)? Values(LintSubject subject)
    {
        if (Check is not BinaryCheck { Operator: { Modifier: Modifier.None } comparison } check
            || comparison.Comparison is not (Comparison.Equal or Comparison.NotEqual or Comparison.In)
            || subject.Operand(check.Left) is not { Multiplicity: FieldMultiplicity.Single, Type: not FieldType.Network })
        {
            return null;
        }

        var values = CheckedValues.Of(check).Select(v => v.Text).ToHashSet();
        // An empty list is a hook that somebody may fill.
        return values.Count > 0 ? (check.Left.ToString(), values, (comparison.Comparison == Comparison.NotEqual) != IsNegated) : null;
    }
}
