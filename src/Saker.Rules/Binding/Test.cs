using Saker.Fields;
using Saker.Rules.Binding.Matching;
using Saker.Rules.Syntax;
using Saker.State;

namespace Saker.Rules.Binding;

/// <summary>A leaf: one question about the values of one operand. False whenever there is no value.</summary>
public abstract class Test : Predicate
{
    private protected Test(FieldScope scope, ContainerParts parts = ContainerParts.None)
        : base(scope) => Parts = parts;

    /// <summary>What of a container the answer depends on, and on nothing else; none when it depends on the event or the process.</summary>
    public ContainerParts Parts { get; }
}

/// <summary>Whether there is a value.</summary>
internal sealed class ExistsTest(BoundOperand operand) : Test(operand.Scope, operand.Parts)
{
    public override bool Evaluate(EventContext context) => operand.Exists(context);
}

/// <summary>How the answers about several values become one.</summary>
internal enum Combination : byte
{
    /// <summary>Only the first value is asked about.</summary>
    First,
    /// <summary>One value that matches is enough.</summary>
    Any,
    /// <summary>Every value has to match.</summary>
    All,
}

internal static class Combinations
{
    public static Combination Of(BoundOperand operand, CheckOperator comparison) => (operand.Multiplicity, comparison.Comparison) switch
    {
        (FieldMultiplicity.Any, _) => Combination.Any,
        (FieldMultiplicity.Either, Comparison.NotEqual) => Combination.All,
        (FieldMultiplicity.Either, _) => Combination.Any,
        (FieldMultiplicity.List, Comparison.In) => Combination.All,
        (FieldMultiplicity.List, _) => Combination.Any,
        _ => Combination.First,
    };
}

/// <summary>A question about text or bytes.</summary>
internal sealed class TextTest(TextOperand operand, TextMatcher matcher, Combination combination) : Test(operand.Scope, operand.Parts)
{
    public TextOperand Operand => operand;

    public TextMatcher Matcher => matcher;

    public Combination Combination => combination;

    public override bool Evaluate(EventContext context)
    {
        if (!operand.Get(context, 0, out var value))
            return false;
        bool matches = matcher.Matches(value);
        for (int i = 1; combination != Combination.First && matches == (combination == Combination.All); i++)
        {
            if (!operand.Get(context, i, out value))
                break;
            matches = matcher.Matches(value);
        }

        return matches;
    }
}

/// <summary>A question about numbers.</summary>
internal sealed class NumberTest(NumberOperand operand, NumberMatcher matcher, Combination combination) : Test(operand.Scope, operand.Parts)
{
    public NumberOperand Operand => operand;

    public NumberMatcher Matcher => matcher;

    public Combination Combination => combination;

    public override bool Evaluate(EventContext context)
    {
        if (!operand.Get(context, 0, out long value))
            return false;
        bool matches = matcher.Matches(value);
        for (int i = 1; combination != Combination.First && matches == (combination == Combination.All); i++)
        {
            if (!operand.Get(context, i, out value))
                break;
            matches = matcher.Matches(value);
        }

        return matches;
    }
}

/// <summary>A question about addresses.</summary>
internal sealed class AddressTest(AddressOperand operand, AddressMatcher matcher, Combination combination) : Test(operand.Scope, operand.Parts)
{
    public AddressOperand Operand => operand;

    public AddressMatcher Matcher => matcher;

    public override bool Evaluate(EventContext context)
    {
        if (!operand.Get(context, 0, out var value))
            return false;
        bool matches = matcher.Matches(value);
        for (int i = 1; combination != Combination.First && matches == (combination == Combination.All); i++)
        {
            if (!operand.Get(context, i, out value))
                break;
            matches = matcher.Matches(value);
        }

        return matches;
    }
}
