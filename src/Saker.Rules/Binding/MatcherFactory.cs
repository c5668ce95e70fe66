using Saker.Fields;
using Saker.Rules.Binding.Matching;
using Saker.Rules.Syntax;

namespace Saker.Rules.Binding;

/// <summary>Makes the matchers of comparisons with constants.</summary>
/// <remarks>Every method throws <see cref="FormatException"/> when a constant is none of the type.</remarks>
internal static class MatcherFactory
{
    public static TextMatcher Text(CheckOperator comparison, FieldType type, IReadOnlyList<Value> values)
    {
        byte[] Read(Value value)
        {
            LoadBrake.Step();
            return comparison.Comparison is Comparison.ContainsBytes or Comparison.StartsWithBytes
                ? ValueParser.HexBytes(value.Bytes.AsSpan())
                : ValueParser.Text(value.Bytes.AsSpan(), type);
        }

        byte[][] constants = [.. values.Select(Read)];
        switch (comparison.Comparison, comparison.Modifier)
        {
            case (Comparison.In or Comparison.Intersects, _) or (Comparison.Equal, Modifier.AnyOf):
                return constants.Length == 1 ? new EqualText(constants[0]) : new TextInSet(constants);
            case (Comparison.PathMatch, _):
                return new TextBelowPaths(constants);
            case (_, Modifier.None):
                return Text(comparison.Comparison, constants[0]);
            default:
                return new TextQuorum([.. constants.Select(c => Text(comparison.Comparison, c))], comparison.Modifier);
        }
    }

    public static NumberMatcher Number(CheckOperator comparison, FieldType type, int width, IReadOnlyList<Value> values)
    {
        var kind = KindOf(type);
        long[] constants = [.. values.Select(v => ValueParser.Number(v.Text, type, width))];
        if (comparison.Comparison is Comparison.In or Comparison.Intersects)
            return constants.Length == 1 ? new ComparedNumber(Comparison.Equal, kind, constants[0]) : new NumberInSet(constants);
        if (comparison.Modifier == Modifier.None)
            return new ComparedNumber(comparison.Comparison, kind, constants[0]);
        return new NumberQuorum([.. constants.Select(c => new ComparedNumber(comparison.Comparison, kind, c))], comparison.Modifier);
    }

    public static AddressMatcher Address(CheckOperator comparison, BoundOperand operand, IReadOnlyList<Value> values)
    {
        IpNetwork[] constants = [.. values.Select(v => operand.Type == FieldType.Network
            ? ValueParser.Network(v.Text)
            : IpNetwork.Of(ValueParser.Address(v.Text)))];
        bool isList = comparison.Comparison is Comparison.In or Comparison.Intersects;
        if (isList && operand is { Type: FieldType.Network, Multiplicity: FieldMultiplicity.Either } && constants.Length > 1)
        {
            // Rules were written against an engine that looks at the first network alone; they would start to match otherwise.
            constants = constants[..1];
        }

        bool negated = comparison.Comparison == Comparison.NotEqual;
        AddressMatcher[] matchers = [.. constants.Select(c => new AddressInNetwork(c, negated))];
        var modifier = isList ? Modifier.AnyOf : comparison.Modifier;
        return modifier == Modifier.None ? matchers[0] : new AddressQuorum(matchers, modifier);
    }

    public static NumberKind KindOf(FieldType type) => type switch
    {
        FieldType.Double => NumberKind.Double,
        FieldType.Signed or FieldType.Bool => NumberKind.Signed,
        _ => NumberKind.Unsigned,
    };

    private static TextMatcher Text(Comparison comparison, byte[] value) => comparison switch
    {
        Comparison.Equal => new EqualText(value),
        Comparison.NotEqual => new DifferentText(value),
        Comparison.Contains or Comparison.ContainsBytes => new ContainsText(value),
        Comparison.ContainsIgnoringCase => new ContainsTextIgnoringCase(value),
        Comparison.StartsWith or Comparison.StartsWithBytes => new StartsWithText(value),
        Comparison.EndsWith => new EndsWithText(value),
        Comparison.Glob => new GlobText(value, ignoreCase: false),
        Comparison.GlobIgnoringCase => new GlobText(value, ignoreCase: true),
        Comparison.Regex => Regex(value),
        _ => new OrderedText(value, comparison),
    };

    private static PosixRegex Regex(byte[] pattern)
    {
        try
        {
            return new PosixRegex(System.Text.Encoding.UTF8.GetString(pattern));
        }
        catch (FormatException e)
        {
            throw new FormatException("invalid regex pattern: " + e.Message, e);
        }
    }
}
