using System.Collections.Immutable;
using Saker.Fields;
using Saker.Rules.Syntax;

namespace Saker.Rules.Binding;

/// <summary>
/// Turns conditions into predicates over fields: finds the fields, checks operators against types, reads constants. Equal checks of
/// all conditions bound by one binder become one object.
/// </summary>
public sealed class ConditionBinder(IFieldCatalog catalog)
{
    private readonly OperandBinder operands = new(catalog);
    private readonly PredicateFactory predicates = new();
    private readonly Dictionary<string, Predicate> checks = [];
    private readonly Dictionary<string, BoundOperand> leftSides = [];
    private List<BindingWarning> warnings = [];

    /// <summary>Binds a condition in which no macro is left.</summary>
    /// <exception cref="BindingException">It asks for what does not exist or cannot be compared.</exception>
    public Predicate Bind(Condition condition, out ImmutableArray<BindingWarning> conditionWarnings)
    {
        warnings = [];
        var predicate = Bind(condition);
        conditionWarnings = [.. warnings];
        return predicate;
    }

    private Predicate Bind(Condition condition) => condition switch
    {
        AndCondition and => predicates.And([.. and.Children.Select(Bind)]),
        OrCondition or => predicates.Or([.. or.Children.Select(Bind)]),
        NotCondition not => predicates.Not(Bind(not.Child)),
        UnaryCheck unary => BindOnce(unary, () => BindUnary(unary)),
        BinaryCheck binary => BindBinary(binary),
        MacroReference macro => throw new BindingException($"filter error: unexpected identifier '{macro.Name}'", macro.Position),
        _ => throw new ArgumentException($"{condition.GetType()} is no kind of condition", nameof(condition)),
    };

    private Predicate BindBinary(BinaryCheck check)
    {
        foreach (var value in ValuesOf(check.Right) ?? [])
            warnings.AddRange(LikelyMistakes.In(check, value, operands));
        return BindOnce(check, () => BindCheck(check));
    }

    private Predicate BindOnce(Condition check, Func<Predicate> bind)
    {
        string key = KeyOf(check);
        if (!checks.TryGetValue(key, out var predicate))
            checks[key] = predicate = bind();
        return predicate;
    }

    private Predicate BindUnary(UnaryCheck check) =>
        IsEventType(check.Left) && BindLeft(check.Left) is { } ? new EventTypeTest(null) : new ExistsTest(BindLeft(check.Left));

    private Predicate BindCheck(BinaryCheck check)
    {
        var left = BindLeft(check.Left);
        if (OperatorRules.Refusal(check.Operator, left) is { } refusal)
            throw new BindingException(refusal, check.Position);
        if (ValuesOf(check.Right) is not { } values)
            return BindFieldCheck(check, left, operands.Bind(check.Right));
        if (IsTypeName(check.Left) && values.FirstOrDefault(v => EventTypes.WithName(v.Text).IsEmpty) is { } unknown)
            throw new BindingException("unknown event type " + unknown.Text, check.Position, isUnknownName: true);
        try
        {
            return BindConstantCheck(check, left, values);
        }
        catch (FormatException e)
        {
            throw new BindingException(e.Message, check.Position);
        }
    }

    private static Predicate BindConstantCheck(BinaryCheck check, BoundOperand left, ImmutableArray<Value> values)
    {
        var combination = Combinations.Of(left, check.Operator);
        switch (left)
        {
            case TextOperand text:
                var matcher = MatcherFactory.Text(check.Operator, text.Type, values);
                foreach (var value in values)
                    text.Field?.Compared?.Invoke(value.Text);
                return IsEventType(check.Left) ? new EventTypeTest(matcher) : new TextTest(text, matcher, combination);
            case NumberOperand number:
                return new NumberTest(number, MatcherFactory.Number(check.Operator, number.Type, number.Width, values), combination);
            default:
                var address = (AddressOperand)left;
                return new AddressTest(address, MatcherFactory.Address(check.Operator, address, values), combination);
        }
    }

    private static Predicate BindFieldCheck(BinaryCheck check, BoundOperand left, BoundOperand right)
    {
        string? refusal = check.Operator.Comparison switch
        {
            Comparison.PathMatch or Comparison.Regex => $"operator '{check.Operator.Text}' doesn't support right-hand side fields",
            _ when left.Type == FieldType.Network => "field type 'IPNET' doesn't support right-hand side fields",
            _ when (left.Flags & FieldFlags.NoRightSide) != 0 => $"field '{left.Name}' doesn't support right-hand side fields",
            _ when (right.Flags & FieldFlags.NoRightSide) != 0 => $"field '{right.Name}' can't be used as a right-hand side field",
            _ when left.Type != right.Type || left.Width != right.Width || left.IsList != right.IsList =>
                $"field '{left.Name}' has type '{Describe(left)}' while the right-hand side field '{right.Name}' has incompatible type "
                + $"'{Describe(right)}'",
            _ => null,
        };
        if (refusal is not null)
            throw new BindingException(refusal, check.Position);
        return (left, right) switch
        {
            (TextOperand l, TextOperand r) => new TextFieldTest(l, r, check.Operator),
            (NumberOperand l, NumberOperand r) => new NumberFieldTest(l, r, check.Operator, MatcherFactory.KindOf(l.Type)),
            (AddressOperand l, AddressOperand r) => new AddressFieldTest(l, r, check.Operator),
            _ => throw new BindingException($"'{left.Name}' cannot be compared with '{right.Name}'", check.Position),
        };
    }

    private BoundOperand BindLeft(Operand operand)
    {
        string key = operand.ToString();
        if (!leftSides.TryGetValue(key, out var bound))
            leftSides[key] = bound = operands.Bind(operand);
        return (bound.Flags & FieldFlags.PrintOnly) == 0
            ? bound
            : throw new BindingException($"field '{bound.Name}' is for outputs only", operand.Position, isUnknownName: true);
    }

    private static ImmutableArray<Value>? ValuesOf(Operand operand) => operand switch
    {
        Value value => [value],
        ValueList list => list.Values,
        _ => null,
    };

    private static bool IsEventType(Operand operand) => operand is FieldReference { Name: "evt.type", Argument: null };

    private static bool IsTypeName(Operand operand) => operand is FieldReference { Name: "evt.type" or "syscall.type", Argument: null };

    private static string Describe(BoundOperand operand) => operand.Type + (operand.Width > 0 ? operand.Width.ToString() : "")
        + (operand.IsList ? " (list)" : "");

    /// <summary>Text that is the same for equal checks only: the canonical text, and the bytes where it cannot show them.</summary>
    private static string KeyOf(Condition check)
    {
        string text = check.ToString();
        if (!text.Contains('\uFFFD') || check is not BinaryCheck binary)
            return text;
        return text + string.Join(',', (ValuesOf(binary.Right) ?? []).Select(v => Convert.ToHexString(v.Bytes.AsSpan())));
    }
}
