using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Saker.Rules.Binding.Matching;

/// <summary>
/// A POSIX extended regular expression in RE2's dialect, matched against the whole text in time linear in it. The pattern is
/// translated, so that what POSIX does not know (look-around, back references, <c>\d</c>) is refused as it is elsewhere.
/// </summary>
internal sealed class PosixRegex : TextMatcher
{
    private readonly Regex regex;

    /// <exception cref="FormatException">The pattern is none.</exception>
    public PosixRegex(string pattern)
    {
        var translator = new PosixRegexTranslator(pattern);
        string translated = translator.Translate();
        RequiredText = Encoding.ASCII.GetBytes(translator.RequiredText);
        try
        {
            regex = new Regex($@"\A(?:{translated})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new FormatException("expression is too large", e);
        }
    }

    /// <summary>A string that every text that matches has inside; empty where none was found.</summary>
    public byte[] RequiredText { get; }

    public override bool Matches(ReadOnlySpan<byte> text)
    {
        if (text.Length <= 512)
        {
            Span<char> characters = stackalloc char[512];
            return regex.IsMatch(characters[..Encoding.UTF8.GetChars(text, characters)]);
        }

        char[] rented = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            return regex.IsMatch(rented.AsSpan(0, Encoding.UTF8.GetChars(text, rented)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }
}

/// <summary>Rewrites POSIX syntax as .NET syntax.</summary>
internal sealed class PosixRegexTranslator(string pattern)
{
    private const int MaxRepeat = 1000;
    private const int MaxDepth = 250;

    private readonly StringBuilder output = new();
    private readonly StringBuilder literal = new();
    private int at;
    private int depth;
    private bool hasAlternatives;
    private string longestLiteral = "";

    /// <summary>The longest run of plain characters that are neither optional nor one of several ways to match.</summary>
    public string RequiredText => hasAlternatives ? "" : longestLiteral;

    public string Translate()
    {
        Alternatives();
        return at == pattern.Length ? output.ToString() : throw Error("unexpected )");
    }

    private void Alternatives()
    {
        if (++depth > MaxDepth)
            throw Error("expression nests too deeply");
        Sequence();
        while (at < pattern.Length && pattern[at] == '|')
        {
            hasAlternatives |= depth == 1;
            at++;
            output.Append('|');
            Sequence();
        }

        depth--;
    }

    private void Sequence()
    {
        while (at < pattern.Length && pattern[at] is not ('|' or ')'))
        {
            int start = output.Length;
            char first = pattern[at];
            Atom();
            bool isPlain = char.IsAscii(first) && !"([.^$\\".Contains(first);
            while (at < pattern.Length && Repetition() is { } repetition)
            {
                output.Insert(start, "(?:").Append(')').Append(repetition);
                isPlain = false;
            }

            if (depth == 1)
                FollowLiteral(first, isPlain);
        }
    }

    private void FollowLiteral(char character, bool isPlain)
    {
        if (isPlain)
            literal.Append(character);
        else
            literal.Clear();
        if (literal.Length > longestLiteral.Length)
            longestLiteral = literal.ToString();
    }

    private void Atom()
    {
        char c = pattern[at++];
        switch (c)
        {
            case '(':
                if (at < pattern.Length && pattern[at] == '?')
                    throw Error("missing argument to repetition operator: ?");
                output.Append("(?:");
                Alternatives();
                if (at == pattern.Length)
                    throw Error("missing ): " + pattern);
                at++;
                output.Append(')');
                break;
            case '[':
                Set();
                break;
            case '.':
                output.Append("[^\\n]");
                break;
            case '^':
                output.Append("(?m:^)");
                break;
            case '$':
                output.Append("(?m:$)");
                break;
            case '*' or '+' or '?':
                throw Error($"no argument for repetition operator: {c}");
            case '\\':
                AppendLiteral(Escape());
                break;
            default:
                AppendLiteral(c);
                break;
        }
    }

    private string? Repetition()
    {
        char c = pattern[at];
        if (c is '*' or '+' or '?')
        {
            at++;
            return c.ToString();
        }

        if (c != '{')
            return null;
        int end = pattern.IndexOf('}', at);
        if (end < 0)
            return null;
        string[] bounds = pattern[(at + 1)..end].Split(',');
        if (bounds.Length > 2 || !IsNumber(bounds[0]) || (bounds.Length == 2 && bounds[1].Length > 0 && !IsNumber(bounds[1])))
            return null;
        int low = Number(bounds[0]), high = bounds.Length == 1 ? low : bounds[1].Length == 0 ? MaxRepeat : Number(bounds[1]);
        if (low > MaxRepeat || high > MaxRepeat || low > high)
            throw Error("invalid repetition size: " + pattern[at..(end + 1)]);
        string repetition = pattern[at..(end + 1)];
        at = end + 1;
        return repetition;
    }

    private void Set()
    {
        int open = at - 1;
        output.Append('[');
        if (at < pattern.Length && pattern[at] == '^')
        {
            at++;
            output.Append('^');
        }

        for (bool first = true; ; first = false)
        {
            if (at >= pattern.Length)
                throw Error("missing ]: " + pattern[open..]);
            if (pattern[at] == ']' && !first)
                break;
            if (Class())
                continue;
            char from = Member();
            if (at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']')
            {
                at++;
                char to = Member();
                if (to < from)
                    throw Error($"invalid character class range: {from}-{to}");
                AppendSetMember(from);
                output.Append('-');
                AppendSetMember(to);
            }
            else
            {
                AppendSetMember(from);
            }
        }

        at++;
        output.Append(']');
    }

    private bool Class()
    {
        if (!pattern.AsSpan(at).StartsWith("[:") || pattern.IndexOf(":]", at + 2, StringComparison.Ordinal) is var end && end < 0)
            return false;
        string name = pattern[(at + 2)..end];
        bool negated = name.StartsWith('^');
        if (CharacterClasses.Find(Encoding.UTF8.GetBytes(negated ? name[1..] : name)) is not { } belongs)
            throw Error($"invalid character class range: [:{name}:]");
        for (char c = '\0'; c < (negated ? 256 : 128); c++)
        {
            if (belongs(c) != negated)
                AppendSetMember(c);
        }

        at = end + 2;
        return true;
    }

    private char Member() => pattern[at++] is var c && c == '\\' ? Escape() : c;

    private char Escape()
    {
        if (at == pattern.Length)
            throw Error("trailing \\");
        char c = pattern[at++];
        switch (c)
        {
            case 'a': return '\a';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'v': return '\v';
            case 'x' when at + 2 <= pattern.Length && TryHex(pattern.AsSpan(at, 2), out char value):
                at += 2;
                return value;
            case 'x' when at < pattern.Length && pattern[at] == '{' && pattern.IndexOf('}', at) is > 0 and var end
                && TryHex(pattern.AsSpan(at + 1, end - at - 1), out char value):
                at = end + 1;
                return value;
            case '0':
                int octal = 0;
                for (int digits = 0; digits < 2 && at < pattern.Length && pattern[at] is >= '0' and <= '7'; digits++)
                    octal = (octal * 8) + (pattern[at++] - '0');
                return (char)octal;
            default:
                return char.IsAsciiLetterOrDigit(c) ? throw Error("invalid escape sequence: \\" + c) : c;
        }
    }

    private void AppendLiteral(char c) => output.Append(char.IsAsciiLetterOrDigit(c) || c > '\x7f' ? c : $"\\x{(int)c:x2}");

    private void AppendSetMember(char c) => output.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");

    private static bool TryHex(ReadOnlySpan<char> digits, out char value)
    {
        bool valid = ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code);
        value = (char)code;
        return valid;
    }

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    private static int Number(string digits) => digits.Length > 4 ? MaxRepeat + 1 : int.Parse(digits, CultureInfo.InvariantCulture);

    private static FormatException Error(string message) => new(message);
}
