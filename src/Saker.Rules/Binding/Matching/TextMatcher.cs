namespace Saker.Rules.Binding.Matching;

/// <summary>What is asked of a value of text or bytes.</summary>
internal abstract class TextMatcher
{
    public abstract bool Matches(ReadOnlySpan<byte> text);
}

/// <summary>Is exactly this.</summary>
internal sealed class EqualText(byte[] value) : TextMatcher
{
    public byte[] Value => value;

    public override bool Matches(ReadOnlySpan<byte> text) => text.SequenceEqual(value);
}

/// <summary>Is anything but this.</summary>
internal sealed class DifferentText(byte[] value) : TextMatcher
{
    public byte[] Value => value;

    public override bool Matches(ReadOnlySpan<byte> text) => !text.SequenceEqual(value);
}

/// <summary>Stands before or behind this, byte by byte.</summary>
internal sealed class OrderedText(byte[] value, Syntax.Comparison comparison) : TextMatcher
{
    public override bool Matches(ReadOnlySpan<byte> text)
    {
        int order = text.SequenceCompareTo(value);
        return comparison switch
        {
            Syntax.Comparison.Less => order < 0,
            Syntax.Comparison.LessOrEqual => order <= 0,
            Syntax.Comparison.Greater => order > 0,
            _ => order >= 0,
        };
    }
}

/// <summary>Has this somewhere inside.</summary>
internal sealed class ContainsText(byte[] value) : TextMatcher
{
    public byte[] Value => value;

    public override bool Matches(ReadOnlySpan<byte> text) => text.IndexOf(value) >= 0;
}

/// <summary>Has this somewhere inside, whatever the case of ASCII letters.</summary>
internal sealed class ContainsTextIgnoringCase(byte[] value) : TextMatcher
{
    private readonly byte[] folded = Array.ConvertAll(value, AsciiCase.Lower);

    public byte[] Value => value;

    public override bool Matches(ReadOnlySpan<byte> text)
    {
        if (folded.Length == 0)
            return true;
        byte lower = folded[0], upper = AsciiCase.Upper(lower);
        while (text.Length >= folded.Length)
        {
            int start = text.IndexOfAny(lower, upper);
            if (start < 0 || text.Length - start < folded.Length)
                return false;
            text = text[start..];
            if (AsciiCase.Equal(text[..folded.Length], folded))
                return true;
            text = text[1..];
        }

        return false;
    }
}

/// <summary>Begins with this.</summary>
internal sealed class StartsWithText(byte[] value) : TextMatcher
{
    public byte[] Value => value;

    public override bool Matches(ReadOnlySpan<byte> text) => text.StartsWith(value);
}

/// <summary>Ends with this.</summary>
internal sealed class EndsWithText(byte[] value) : TextMatcher
{
    public byte[] Value => value;

    public override bool Matches(ReadOnlySpan<byte> text) => text.EndsWith(value);
}

/// <summary>Matches a shell pattern.</summary>
internal sealed class GlobText(byte[] pattern, bool ignoreCase) : TextMatcher
{
    public Glob Glob { get; } = new(pattern, ignoreCase);

    public bool IgnoresCase => ignoreCase;

    public override bool Matches(ReadOnlySpan<byte> text) => Glob.Matches(text);
}

/// <summary>Is one of these.</summary>
internal sealed class TextInSet(IReadOnlyCollection<byte[]> values) : TextMatcher
{
    private readonly ByteSet set = new(values);

    public IEnumerable<byte[]> Members => set.Members;

    public override bool Matches(ReadOnlySpan<byte> text) => set.Contains(text);
}

/// <summary>Is one of these paths or lies below one.</summary>
internal sealed class TextBelowPaths(IEnumerable<byte[]> paths) : TextMatcher
{
    public PathPrefixes Prefixes { get; } = new(paths);

    public override bool Matches(ReadOnlySpan<byte> text) => Prefixes.Matches(text);
}

/// <summary>Satisfies so many of several questions.</summary>
internal sealed class TextQuorum(TextMatcher[] matchers, Syntax.Modifier modifier) : TextMatcher
{
    public TextMatcher[] Matchers => matchers;

    public Syntax.Modifier Modifier => modifier;

    public override bool Matches(ReadOnlySpan<byte> text)
    {
        int matching = 0;
        foreach (var matcher in matchers)
        {
            if (matcher.Matches(text))
                matching++;
        }

        return Quorum.IsMet(modifier, matching, matchers.Length);
    }
}
