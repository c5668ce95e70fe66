using Saker.Rules.Syntax;

namespace Saker.Rules.Binding.Matching;

/// <summary>How the 64 bits of a number are to be read.</summary>
internal enum NumberKind : byte
{
    Signed,
    Unsigned,
    Double,
}

/// <summary>What is asked of a number.</summary>
internal abstract class NumberMatcher
{
    public abstract bool Matches(long number);
}

/// <summary>Compares with one number.</summary>
internal sealed class ComparedNumber(Comparison comparison, NumberKind kind, long value) : NumberMatcher
{
    public Comparison Comparison => comparison;

    public NumberKind Kind => kind;

    public long Value => value;

    public override bool Matches(long number) => Compare(comparison, kind, number, value);

    public static bool Compare(Comparison comparison, NumberKind kind, long left, long right)
    {
        if (kind == NumberKind.Double)
            return Compare(comparison, BitConverter.Int64BitsToDouble(left), BitConverter.Int64BitsToDouble(right));
        int order = kind == NumberKind.Signed ? left.CompareTo(right) : ((ulong)left).CompareTo((ulong)right);
        return comparison switch
        {
            Comparison.Equal or Comparison.In or Comparison.Intersects => order == 0,
            Comparison.NotEqual => order != 0,
            Comparison.Less => order < 0,
            Comparison.LessOrEqual => order <= 0,
            Comparison.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private static bool Compare(Comparison comparison, double left, double right) => comparison switch
    {
        Comparison.Equal or Comparison.In or Comparison.Intersects => left == right,
        Comparison.NotEqual => left != right,
        Comparison.Less => left < right,
        Comparison.LessOrEqual => left <= right,
        Comparison.Greater => left > right,
        _ => left >= right,
    };
}

/// <summary>Is one of these. Lists of numbers in rules are short, so they are searched in order.</summary>
internal sealed class NumberInSet(long[] values) : NumberMatcher
{
    public long[] Values => values;

    public override bool Matches(long number) => values.AsSpan().Contains(number);
}

/// <summary>Satisfies so many of several comparisons.</summary>
internal sealed class NumberQuorum(NumberMatcher[] matchers, Modifier modifier) : NumberMatcher
{
    public NumberMatcher[] Matchers => matchers;

    public Modifier Modifier => modifier;

    public override bool Matches(long number)
    {
        int matching = 0;
        foreach (var matcher in matchers)
        {
            if (matcher.Matches(number))
                matching++;
        }

        return Quorum.IsMet(modifier, matching, matchers.Length);
    }
}
