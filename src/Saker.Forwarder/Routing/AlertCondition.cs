using System.Globalization;
using System.Text;
using Saker.Fields;
using Saker.Forwarder.Alerts;
using Saker.Rules.Binding;
using Saker.Rules.Syntax;

namespace Saker.Forwarder.Routing;

/// <summary>
/// A condition in the language of rules, over an alert: <c>priority in (Critical, Error) and k8s.ns.name startswith prod</c>. Values are
/// texts, but greater and less compare numbers; names of priorities match whatever their case.
/// </summary>
internal sealed class AlertCondition
{
    private readonly Func<ForwardedAlert, bool> test;

    private AlertCondition(Func<ForwardedAlert, bool> test) => this.test = test;

    /// <summary>Reads a condition.</summary>
    /// <exception cref="ConditionSyntaxException">It is none, or asks for what alerts do not have.</exception>
    public static AlertCondition Parse(string text) => new(Test(ConditionParser.Parse(text, AlertFields.PlainNames)));

    /// <summary>Whether it holds.</summary>
    public bool Holds(ForwardedAlert alert) => test(alert);

    private static Func<ForwardedAlert, bool> Test(Condition condition)
    {
        switch (condition)
        {
            case AndCondition and:
                Func<ForwardedAlert, bool>[] all = [.. and.Children.Select(Test)];
                return a => Array.TrueForAll(all, t => t(a));
            case OrCondition or:
                Func<ForwardedAlert, bool>[] any = [.. or.Children.Select(Test)];
                return a => Array.Exists(any, t => t(a));
            case NotCondition not:
                var child = Test(not.Child);
                return a => !child(a);
            case UnaryCheck check:
                var read = Reader(check.Left);
                return a => read(a).Count > 0;
            case BinaryCheck check:
                return Test(check);
            default:
                throw new ConditionSyntaxException("alerts have no macros: a field or a part of the alert is expected (" +
                    $"{string.Join(", ", AlertFields.PlainNames.Order(StringComparer.Ordinal))})", condition.Position);
        }
    }

    private static Func<ForwardedAlert, bool> Test(BinaryCheck check)
    {
        var read = Reader(check.Left);
        IReadOnlyList<Value> constants = check.Right switch
        {
            Value value => [value],
            ValueList list => list.Values,
            _ => throw new ConditionSyntaxException("a constant is expected on the right side", check.Right.Position),
        };
        bool isPriority = check.Left is FieldReference { Name: "priority" };
        var matches = check.Operator.Comparison is Comparison.Less or Comparison.LessOrEqual or Comparison.Greater or Comparison.GreaterOrEqual
            ? Number(check.Operator.Comparison, constants[0])
            : Text(check, isPriority ? [.. constants.Select(Lower)] : constants, isPriority);
        return check.Operator.Comparison == Comparison.In && check.Operator.Modifier == Modifier.None
            ? a => read(a) is { Count: > 0 } values && values.All(matches)
            : a => read(a).Any(matches);
    }

    private static Func<string, bool> Text(BinaryCheck check, IReadOnlyList<Value> constants, bool ignoreCase)
    {
        try
        {
            var matcher = MatcherFactory.Text(check.Operator, FieldType.String, constants);
            return text => matcher.Matches(Encoding.UTF8.GetBytes(ignoreCase ? text.ToLowerInvariant() : text));
        }
        catch (FormatException e)
        {
            throw new ConditionSyntaxException(e.Message, check.Right.Position);
        }
    }

    private static Func<string, bool> Number(Comparison comparison, Value constant)
    {
        if (!TryNumber(constant.Text, out decimal limit))
            throw new ConditionSyntaxException("a number is expected", constant.Position);
        return text => TryNumber(text, out decimal number) && comparison switch
        {
            Comparison.Less => number < limit,
            Comparison.LessOrEqual => number <= limit,
            Comparison.Greater => number > limit,
            _ => number >= limit,
        };
    }

    private static bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static Value Lower(Value value) => new([.. Encoding.UTF8.GetBytes(value.Text.ToLowerInvariant())], value.Position);

    private static Func<ForwardedAlert, IReadOnlyList<string>> Reader(Operand left) => left is FieldReference field
        ? AlertFields.Reader(field.Argument is null ? field.Name : $"{field.Name}[{field.Argument}]")
        : throw new ConditionSyntaxException("routes know no transformers", left.Position);
}
