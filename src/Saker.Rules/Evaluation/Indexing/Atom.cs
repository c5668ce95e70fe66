using System.Collections.Immutable;
using Saker.Rules.Binding;
using Saker.Rules.Binding.Matching;

namespace Saker.Rules.Evaluation.Indexing;

/// <summary>How a value of an operand relates to the constant of an atom.</summary>
internal enum AtomKind : byte
{
    /// <summary>It is the constant.</summary>
    Whole,
    /// <summary>It begins with it.</summary>
    Prefix,
    /// <summary>It ends with it.</summary>
    Suffix,
    /// <summary>It is this path or lies below; the constant has no slash at its start.</summary>
    Path,
    /// <summary>It has the constant somewhere inside, whatever the case.</summary>
    Part,
    /// <summary>It is this number.</summary>
    Number,
}

/// <summary>Something simple that a value must satisfy. Text holds one byte a character, so that equal atoms compare equal.</summary>
internal readonly record struct Atom(AtomKind Kind, string Text, long Number)
{
    public static Atom Of(AtomKind kind, ReadOnlySpan<byte> text) => new(kind, System.Text.Encoding.Latin1.GetString(text), 0);

    public static Atom Of(long number) => new(AtomKind.Number, "", number);

    public byte[] Bytes => System.Text.Encoding.Latin1.GetBytes(Text);
}

/// <summary>Atoms of one operand; where the test that they were derived from holds, one of them does.</summary>
/// <param name="operand">Whose values they are about.</param>
/// <param name="atoms">None when the test never holds, or when nothing simple follows from it.</param>
/// <param name="matcher">The question itself, for values that the atoms cannot tell about.</param>
/// <param name="isAsked">Whether nothing simple follows, and the question itself has to be put to each value.</param>
internal sealed class AtomSet(BoundOperand operand, ImmutableArray<Atom> atoms, TextMatcher? matcher, bool isAsked = false)
{
    public BoundOperand Operand => operand;

    public ImmutableArray<Atom> Atoms => atoms;

    public TextMatcher? Matcher => matcher;

    public bool IsAsked => isAsked;

    /// <summary>How many conditions could be looked up by it.</summary>
    public int Uses { get; set; }
}
