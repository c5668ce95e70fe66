using Saker.Rules.Syntax;

namespace Saker.Rules.Files;

/// <summary>Finds things in conditions that are allowed but better avoided.</summary>
internal static class ConditionAdvice
{
    private const string MissingValue = "<NA>";
    private const string Latency = "field is not available due to the drop of enter events.";

    /// <summary>Fields that tell nothing any more.</summary>
    public static IReadOnlyList<string> DeprecatedFields { get; } =
        ["evt.dir", "evt.latency", "evt.latency.s", "evt.latency.ns", "evt.latency.human", "evt.wait_latency"];

    public static IEnumerable<(FindingCode Code, string Message)> For(Condition condition)
    {
        var checks = new HashSet<Condition>(ReferenceEqualityComparer.Instance);
        Collect(condition, checks);
        if (checks.OfType<BinaryCheck>().Any(ComparesMissingValue))
            yield return (FindingCode.UnsafeMissingCheck, "");
        var fields = checks.Select(c => (c as BinaryCheck)?.Left ?? ((UnaryCheck)c).Left).SelectMany(FieldsOf).ToHashSet();
        foreach (string field in DeprecatedFields.Where(fields.Contains))
            yield return (FindingCode.DeprecatedItem, field == "evt.dir" ? DirectionMessage : Latency);
    }

    private const string DirectionMessage =
        "due to the drop of enter events, 'evt.dir = <' always evaluates to true, and 'evt.dir = >' always evaluates to false. The rule "
        + "expression can be simplified by removing the condition on 'evt.dir'";

    private static bool ComparesMissingValue(BinaryCheck check) =>
        check.Left is FieldReference field
        && (field.Name.StartsWith("ka.", StringComparison.Ordinal) || field.Name.StartsWith("jevt.", StringComparison.Ordinal))
        && check.Operator is { Modifier: Modifier.None, Comparison: Comparison.Equal or Comparison.NotEqual or Comparison.In or Comparison.Intersects or Comparison.PathMatch }
        && check.Right switch
        {
            Value value => value.Text == MissingValue,
            ValueList list => list.Values.Any(v => v.Text == MissingValue),
            _ => false,
        };

    private static IEnumerable<string> FieldsOf(Operand operand) => operand switch
    {
        FieldReference field => [field.Name],
        TransformerCall call => call.Arguments.SelectMany(FieldsOf),
        OperandList list => list.Items.SelectMany(FieldsOf),
        _ => [],
    };

    private static void Collect(Condition condition, HashSet<Condition> checks)
    {
        switch (condition)
        {
            case AndCondition and:
                foreach (var child in and.Children)
                    Collect(child, checks);
                break;
            case OrCondition or:
                foreach (var child in or.Children)
                    Collect(child, checks);
                break;
            case NotCondition not:
                Collect(not.Child, checks);
                break;
            case UnaryCheck or BinaryCheck:
                checks.Add(condition);
                break;
        }
    }
}
