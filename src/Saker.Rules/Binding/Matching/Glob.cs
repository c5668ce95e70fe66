namespace Saker.Rules.Binding.Matching;

/// <summary>
/// A shell pattern over bytes: <c>*</c>, <c>?</c>, <c>[...]</c> with ranges, classes and negation, and backslash escapes. Slashes and
/// leading dots are bytes like any other. Time is bounded by pattern length times text length.
/// </summary>
internal sealed class Glob
{
    private readonly List<Element> elements = [];
    private readonly bool ignoreCase;

    public Glob(ReadOnlySpan<byte> pattern, bool ignoreCase)
    {
        this.ignoreCase = ignoreCase;
        for (int i = 0; i < pattern.Length;)
        {
            byte b = pattern[i++];
            switch (b)
            {
                case (byte)'*':
                    if (elements.Count == 0 || elements[^1].Kind != ElementKind.Star)
                        elements.Add(new Element(ElementKind.Star));
                    break;
                case (byte)'?':
                    elements.Add(new Element(ElementKind.Any));
                    break;
                case (byte)'[' when ReadSet(pattern, ref i) is { } set:
                    elements.Add(new Element(ElementKind.Set, Set: set));
                    break;
                default:
                    if (b == '\\' && i < pattern.Length)
                        b = pattern[i++];
                    elements.Add(new Element(ElementKind.Byte, ignoreCase ? AsciiCase.Lower(b) : b));
                    break;
            }
        }
    }

    private enum ElementKind : byte
    {
        Byte,
        Any,
        Set,
        Star,
    }

    public bool Matches(ReadOnlySpan<byte> text)
    {
        // The last star takes what it must and no more; when the rest fails, it alone takes one byte more.
        int element = 0, at = 0, star = -1, starAt = 0;
        while (at < text.Length)
        {
            if (element < elements.Count && elements[element].Kind == ElementKind.Star)
            {
                star = element++;
                starAt = at;
            }
            else if (element < elements.Count && Accepts(elements[element], text[at]))
            {
                element++;
                at++;
            }
            else if (star >= 0)
            {
                element = star + 1;
                at = ++starAt;
            }
            else
            {
                return false;
            }
        }

        return element == elements.Count || (element == elements.Count - 1 && elements[element].Kind == ElementKind.Star);
    }

    /// <summary>What every text that matches begins with.</summary>
    public byte[] LiteralStart() => [.. elements.TakeWhile(e => e.Kind == ElementKind.Byte).Select(e => e.Byte)];

    /// <summary>The longest string that every text that matches has inside; in lower case when case is ignored.</summary>
    public byte[] LongestLiteral()
    {
        List<byte> longest = [], current = [];
        foreach (var element in elements)
        {
            if (element.Kind == ElementKind.Byte)
                current.Add(element.Byte);
            else
                current = [];
            if (current.Count > longest.Count)
                longest = current;
        }

        return [.. longest];
    }

    private bool Accepts(in Element element, byte b) => element.Kind switch
    {
        ElementKind.Byte => element.Byte == (ignoreCase ? AsciiCase.Lower(b) : b),
        ElementKind.Any => true,
        _ => element.Set![b] || (ignoreCase && (element.Set[AsciiCase.Lower(b)] || element.Set[AsciiCase.Upper(b)])),
    };

    /// <summary>Reads a bracket expression; null, with the position unchanged, when it never closes.</summary>
    private static bool[]? ReadSet(ReadOnlySpan<byte> pattern, ref int position)
    {
        int i = position;
        bool negated = i < pattern.Length && pattern[i] is (byte)'!' or (byte)'^';
        if (negated)
            i++;
        bool[] set = new bool[256];
        for (bool first = true; ; first = false)
        {
            if (i >= pattern.Length)
                return null;
            if (pattern[i] == ']' && !first)
                break;
            if (pattern[i] == '[' && ReadClass(pattern, ref i, set))
                continue;
            byte from = ReadMember(pattern, ref i);
            byte to = from;
            if (i + 1 < pattern.Length && pattern[i] == '-' && pattern[i + 1] != ']')
            {
                i++;
                to = ReadMember(pattern, ref i);
            }

            for (int b = from; b <= to; b++)
                set[b] = true;
        }

        position = i + 1;
        return negated ? Array.ConvertAll(set, b => !b) : set;
    }

    private static byte ReadMember(ReadOnlySpan<byte> pattern, ref int i)
    {
        if (pattern[i] == '\\' && i + 1 < pattern.Length)
            i++;
        return pattern[i++];
    }

    private static bool ReadClass(ReadOnlySpan<byte> pattern, ref int i, bool[] set)
    {
        if (i + 1 >= pattern.Length || pattern[i + 1] != ':')
            return false;
        int length = pattern[(i + 2)..].IndexOf(":]"u8);
        if (length < 0 || CharacterClasses.Find(pattern.Slice(i + 2, length)) is not { } belongs)
            return false;
        for (int b = 0; b < 128; b++)
            set[b] |= belongs((char)b);
        i += length + 4;
        return true;
    }

    private readonly record struct Element(ElementKind Kind, byte Byte = 0, bool[]? Set = null);
}
