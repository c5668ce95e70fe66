using Saker.Fields;
using Saker.Rules.Binding.Matching;
using Saker.Rules.Syntax;
using Saker.State;

namespace Saker.Rules.Binding;

/// <summary>Two operands compared with one another. False whenever either has no value.</summary>
internal abstract class FieldTest(BoundOperand left, BoundOperand right, CheckOperator comparison)
    : Test(left.Scope == FieldScope.Process ? right.Scope : left.Scope, BoundOperand.PartsOf(left, right))
{
    protected Comparison Comparison { get; } = comparison.Comparison;

    public override bool Evaluate(EventContext context)
    {
        if (!left.Exists(context) || !right.Exists(context))
            return false;
        if (!left.IsList)
            return Matches(context, 0, 0);
        // Lists: every value on the left, or some value, is found on the right.
        bool every = Comparison == Comparison.In;
        for (int i = 0; Exists(context, i); i++)
        {
            if (IsOnRight(context, i) != every)
                return !every;
        }

        return every;
    }

    protected abstract bool Exists(EventContext context, int leftIndex);

    /// <summary>Null when there is no such value on the right.</summary>
    protected abstract bool? Compare(EventContext context, int leftIndex, int rightIndex);

    private bool Matches(EventContext context, int leftIndex, int rightIndex) => Compare(context, leftIndex, rightIndex) == true;

    private bool IsOnRight(EventContext context, int leftIndex)
    {
        for (int i = 0; Compare(context, leftIndex, i) is { } matches; i++)
        {
            if (matches)
                return true;
        }

        return false;
    }
}

/// <summary>Two operands of text or bytes.</summary>
internal sealed class TextFieldTest(TextOperand left, TextOperand right, CheckOperator comparison) : FieldTest(left, right, comparison)
{
    private readonly Scratch scratch = new();

    protected override bool Exists(EventContext context, int leftIndex) => left.Get(context, leftIndex, out _);

    protected override bool? Compare(EventContext context, int leftIndex, int rightIndex)
    {
        if (!left.Get(context, leftIndex, out var a))
            return false;
        // Asking for the right side may overwrite what the left side lent.
        var copy = scratch.Take(a.Length);
        a.CopyTo(copy);
        ReadOnlySpan<byte> kept = copy[..a.Length];
        if (!right.Get(context, rightIndex, out var b))
            return null;
        return Comparison switch
        {
            Comparison.NotEqual => !kept.SequenceEqual(b),
            Comparison.Less => kept.SequenceCompareTo(b) < 0,
            Comparison.LessOrEqual => kept.SequenceCompareTo(b) <= 0,
            Comparison.Greater => kept.SequenceCompareTo(b) > 0,
            Comparison.GreaterOrEqual => kept.SequenceCompareTo(b) >= 0,
            Comparison.Contains or Comparison.ContainsBytes => kept.IndexOf(b) >= 0,
            Comparison.StartsWith or Comparison.StartsWithBytes => kept.StartsWith(b),
            Comparison.EndsWith => kept.EndsWith(b),
            // A pattern that changes with every event has to be read anew each time.
            Comparison.ContainsIgnoringCase => new ContainsTextIgnoringCase(b.ToArray()).Matches(kept),
            Comparison.Glob => new Glob(b, ignoreCase: false).Matches(kept),
            Comparison.GlobIgnoringCase => new Glob(b, ignoreCase: true).Matches(kept),
            _ => kept.SequenceEqual(b),
        };
    }
}

/// <summary>Two operands of numbers.</summary>
internal sealed class NumberFieldTest(NumberOperand left, NumberOperand right, CheckOperator comparison, NumberKind kind)
    : FieldTest(left, right, comparison)
{
    protected override bool Exists(EventContext context, int leftIndex) => left.Get(context, leftIndex, out _);

    protected override bool? Compare(EventContext context, int leftIndex, int rightIndex)
    {
        if (!left.Get(context, leftIndex, out long a))
            return false;
        return right.Get(context, rightIndex, out long b) ? ComparedNumber.Compare(Comparison, kind, a, b) : null;
    }
}

/// <summary>Two operands of addresses.</summary>
internal sealed class AddressFieldTest(AddressOperand left, AddressOperand right, CheckOperator comparison)
    : FieldTest(left, right, comparison)
{
    protected override bool Exists(EventContext context, int leftIndex) => left.Get(context, leftIndex, out _);

    protected override bool? Compare(EventContext context, int leftIndex, int rightIndex)
    {
        if (!left.Get(context, leftIndex, out var a))
            return false;
        return right.Get(context, rightIndex, out var b) ? a == b != (Comparison == Comparison.NotEqual) : null;
    }
}
