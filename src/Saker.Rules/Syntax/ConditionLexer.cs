using System.Collections.Immutable;
using System.Text;

namespace Saker.Rules.Syntax;

/// <summary>
/// Reads tokens off a condition. There is no token stream: what a piece of text is depends on where the grammar stands, so the
/// parser asks for what it could use next. Every method that returns false leaves the position alone.
/// </summary>
internal sealed class ConditionLexer(byte[] text)
{
    private ImmutableArray<byte> token = [];

    /// <summary>Where the next token begins.</summary>
    public Position Position { get; set; } = Position.Start;

    /// <summary>Whether everything was read.</summary>
    public bool AtEnd => Position.Index == text.Length;

    /// <summary>What was read last; quoted strings without their escapes.</summary>
    public ImmutableArray<byte> Token => token;

    /// <summary><see cref="Token"/> as text.</summary>
    public string TokenText => Encoding.UTF8.GetString(token.AsSpan());

    private ReadOnlySpan<byte> Rest => text.AsSpan(Position.Index);

    public bool Blanks() => Advance(Rest.IndexOfAnyExcept(" \t\b\r\n"u8) is var end && end < 0 ? Rest.Length : end);

    public bool Literal(string literal)
    {
        if (!StartsWith(Rest, literal))
            return false;
        return Take(literal.Length);
    }

    public bool Peek(char character) => Rest.Length > 0 && Rest[0] == character;

    /// <summary>Reads one of several literals, the first that fits.</summary>
    public bool OneOf(ReadOnlySpan<string> literals)
    {
        foreach (string literal in literals)
        {
            if (Literal(literal))
                return true;
        }

        return false;
    }

    /// <summary>Reads an operator. Those that are words need a blank behind them, and it is read with them.</summary>
    public bool Operator(ReadOnlySpan<string> operators)
    {
        foreach (string name in operators)
        {
            if (!StartsWith(Rest, name))
                continue;
            if (!char.IsAsciiLetter(name[0]))
                return Take(name.Length);
            if (Rest.Length > name.Length && " \t\b\r\n"u8.Contains(Rest[name.Length]))
            {
                Take(name.Length);
                return Blanks();
            }
        }

        return false;
    }

    /// <summary>Reads the word <c>not</c> with the white space it needs.</summary>
    public bool Not()
    {
        if (!StartsWith(Rest, "not"))
            return false;
        int end = 3;
        while (end < Rest.Length && IsSpace(Rest[end]))
            end++;
        return end > 3 && Take(end);
    }

    /// <summary>Whether what follows could only be the right side of a list operator.</summary>
    public bool ListFollows() => Peek('(') || (IdentifierLength(Rest) > 0 && !BooleanWordFollows());

    public bool Identifier() => Take(IdentifierLength(Rest));

    /// <summary>Reads a field's name: identifiers with dots between them, and one dot at least.</summary>
    public bool FieldName()
    {
        var rest = Rest;
        int length = IdentifierLength(rest);
        int dots = 0;
        while (length > 0 && length < rest.Length && rest[length] == '.' && IdentifierLength(rest[(length + 1)..]) is > 0 and var next)
        {
            length += 1 + next;
            dots++;
        }

        return dots > 0 && Take(length);
    }

    public bool BareArgument() => Take(LengthOf(Rest, b => b is not ((byte)'[' or (byte)']' or (byte)'"' or (byte)'\'') && !IsSpace(b)));

    public bool BareText() => Take(LengthOf(Rest, b =>
        b is not ((byte)'(' or (byte)')' or (byte)'"' or (byte)'\'' or (byte)'=' or (byte)',') && !IsSpace(b)));

    /// <summary>Reads a number: hexadecimal, or decimal with a fraction and an exponent that carries its sign.</summary>
    public bool Number()
    {
        var rest = Rest;
        if (rest.Length > 2 && rest[0] == '0' && rest[1] is (byte)'x' or (byte)'X')
        {
            int digits = LengthOf(rest[2..], b => char.IsAsciiHexDigit((char)b));
            if (digits > 0)
                return Take(digits + 2);
        }

        int length = rest.Length > 0 && rest[0] is (byte)'+' or (byte)'-' ? 1 : 0;
        int whole = LengthOf(rest[length..], IsDigit);
        if (whole == 0)
            return false;
        length += whole;
        if (length < rest.Length && rest[length] == '.')
            length++;
        length += LengthOf(rest[length..], IsDigit);
        if (length + 2 < rest.Length && rest[length] is (byte)'e' or (byte)'E' && rest[length + 1] is (byte)'+' or (byte)'-')
        {
            int exponent = LengthOf(rest[(length + 2)..], IsDigit);
            if (exponent > 0)
                length += 2 + exponent;
        }

        return Take(length);
    }

    /// <summary>Reads a string in quotes of either kind.</summary>
    /// <exception cref="ConditionSyntaxException">It has an escape that does not exist.</exception>
    public bool QuotedText()
    {
        var rest = Rest;
        if (rest.Length == 0 || rest[0] is not ((byte)'"' or (byte)'\''))
            return false;
        byte quote = rest[0];
        for (int i = 1; i < rest.Length && rest[i] != 0; i++)
        {
            // Only the byte before decides: a quote behind two backslashes does not close the string.
            if (rest[i] != quote || rest[i - 1] == '\\')
                continue;
            var body = rest[1..i];
            Advance(i + 1);
            token = Escaping.Unquote(body, quote, out string? error) ?? throw new ConditionSyntaxException(error!, Position);
            return true;
        }

        return false;
    }

    private bool BooleanWordFollows()
    {
        foreach (string word in new[] { "and", "or", "not" })
        {
            if (StartsWith(Rest, word) && (Rest.Length == word.Length || !char.IsAsciiLetterOrDigit((char)Rest[word.Length])))
                return true;
        }

        return false;
    }

    private bool Take(int length)
    {
        if (length == 0)
            return false;
        token = [.. Rest[..length]];
        return Advance(length);
    }

    private bool Advance(int length)
    {
        LoadBrake.Step();
        foreach (byte b in Rest[..length])
            Position = Position.After(b);
        return length > 0;
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, string literal)
    {
        if (text.Length < literal.Length)
            return false;
        for (int i = 0; i < literal.Length; i++)
        {
            if (text[i] != literal[i])
                return false;
        }

        return true;
    }

    private static int IdentifierLength(ReadOnlySpan<byte> text) => text.Length > 0 && char.IsAsciiLetter((char)text[0])
        ? LengthOf(text, b => char.IsAsciiLetterOrDigit((char)b) || b == '_')
        : 0;

    private static int LengthOf(ReadOnlySpan<byte> text, Func<byte, bool> belongs)
    {
        int length = 0;
        while (length < text.Length && belongs(text[length]))
            length++;
        return length;
    }

    private static bool IsDigit(byte b) => char.IsAsciiDigit((char)b);

    private static bool IsSpace(byte b) => b is (byte)' ' or (>= 9 and <= 13);
}
