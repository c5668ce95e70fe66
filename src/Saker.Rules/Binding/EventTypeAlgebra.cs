using System.Globalization;
using Saker.Rules.Syntax;

namespace Saker.Rules.Binding;

/// <summary>
/// Finds the event types for which a condition can be true at all, so that it is asked about no others. Negations are pushed down
/// to the checks; a check that says nothing of the type allows every type, negated or not.
/// </summary>
internal static class EventTypeAlgebra
{
    /// <exception cref="BindingException">A check on the event type is such that its types cannot be told.</exception>
    public static EventTypeSet TypesOf(Condition condition) => TypesOf(condition, negated: false);

    private static EventTypeSet TypesOf(Condition condition, bool negated) => condition switch
    {
        AndCondition all => negated ? Union(all.Children, negated) : Intersection(all.Children, negated),
        OrCondition any => negated ? Intersection(any.Children, negated) : Union(any.Children, negated),
        NotCondition not => TypesOf(not.Child, !negated),
        UnaryCheck { Left: TransformerCall call } => NoTypeInside(call),
        UnaryCheck { Left: var left } when IsEventType(left) && negated => EventTypeSet.None,
        BinaryCheck check when OfNumberInvariant(check) is { } known => known == negated ? EventTypeSet.None : EventTypeSet.All,
        BinaryCheck check => OfCheck(check, negated),
        _ => EventTypeSet.All,
    };

    private static EventTypeSet Intersection(IEnumerable<Condition> children, bool negated) =>
        children.Aggregate(EventTypeSet.All, (all, child) => all & TypesOf(child, negated));

    private static EventTypeSet Union(IEnumerable<Condition> children, bool negated) =>
        children.Aggregate(EventTypeSet.None, (all, child) => all | TypesOf(child, negated));

    private static EventTypeSet OfCheck(BinaryCheck check, bool negated)
    {
        var comparison = check.Operator;
        if (comparison.Modifier != Modifier.None || comparison.Comparison is not (Comparison.Equal or Comparison.NotEqual or Comparison.In))
            return EventTypeSet.All;
        if (check.Left is TransformerCall call)
            return NoTypeInside(call);
        if (!IsEventType(check.Left))
            return EventTypeSet.All;
        var types = check.Right switch
        {
            Value value => Named(value),
            ValueList list => list.Values.Aggregate(EventTypeSet.None, (all, value) => all | Named(value)),
            _ => throw new BindingException(
                "right-hand field comparisons on `evt.type`/`syscall.type` checks are not supported by event code search", check.Position),
        };
        return comparison.Comparison == Comparison.NotEqual != negated ? !types : types;
    }

    private static EventTypeSet Named(Value value) => EventTypeSet.Of(EventTypes.WithName(value.Text));

    private static bool IsEventType(Operand operand) => operand is FieldReference { Name: "evt.type" or "syscall.type", Argument: null };

    private static EventTypeSet NoTypeInside(TransformerCall call) => call.Arguments.All(a => !IsEventType(a) && HasNoTypeInside(a))
        ? EventTypeSet.All
        : throw new BindingException("event code search does not support `evt.type` checks with transformers", call.Position);

    private static bool HasNoTypeInside(Operand operand) => operand is not TransformerCall call || NoTypeInside(call) is not null;

    /// <summary>
    /// Events are numbered from 1, which is what makes <c>evt.num = 0</c> the customary way to say never, and <c>evt.num >= 0</c> to
    /// say always.
    /// </summary>
    private static bool? OfNumberInvariant(BinaryCheck check)
    {
        if (check.Left is not FieldReference { Name: "evt.num", Argument: null } || check.Operator.Modifier != Modifier.None)
            return null;
        if (check.Right is ValueList list)
            return check.Operator.Comparison == Comparison.In && list.Values.All(v => NumberOf(v) == 0) ? false : null;
        if (NumberOf(check.Right) is not { } number)
            return null;
        return (check.Operator.Comparison, number) switch
        {
            (Comparison.Equal, 0) or (Comparison.Less, 0 or 1) or (Comparison.LessOrEqual, 0) => false,
            (Comparison.NotEqual, 0) or (Comparison.Greater, 0) or (Comparison.GreaterOrEqual, 0 or 1) => true,
            _ => null,
        };
    }

    private static ulong? NumberOf(Operand operand) =>
        operand is Value value && ulong.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;
}
