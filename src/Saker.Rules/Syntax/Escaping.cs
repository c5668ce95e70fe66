using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Saker.Rules.Syntax;

/// <summary>How strings are quoted in conditions.</summary>
internal static class Escaping
{
    private static readonly SearchValues<char> quotedCharacters = SearchValues.Create("\b\f\n\r\t =\\\"'\0");

    /// <summary>The text as it would be written in a condition: quoted when it has to be.</summary>
    public static string Quote(string text)
    {
        if (text.AsSpan().IndexOfAny(quotedCharacters) < 0)
            return text;
        var quoted = new StringBuilder(text.Length + 8).Append('"');
        foreach (char c in text)
        {
            _ = c switch
            {
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '\\' => quoted.Append("\\\\"),
                '"' => quoted.Append("\\\""),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Resolves the escapes of a quoted string, given without its quotes.</summary>
    /// <returns>Null when it has an escape that does not exist; <paramref name="error"/> then says which.</returns>
    public static ImmutableArray<byte>? Unquote(ReadOnlySpan<byte> body, byte quote, out string? error)
    {
        error = null;
        var bytes = ImmutableArray.CreateBuilder<byte>(body.Length);
        for (int i = 0; i < body.Length; i++)
        {
            if (body[i] != '\\')
            {
                bytes.Add(body[i]);
                continue;
            }

            if (++i == body.Length)
                break;
            byte escape = body[i];
            switch (escape)
            {
                case (byte)'b': bytes.Add((byte)'\b'); break;
                case (byte)'f': bytes.Add((byte)'\f'); break;
                case (byte)'n': bytes.Add((byte)'\n'); break;
                case (byte)'r': bytes.Add((byte)'\r'); break;
                case (byte)'t': bytes.Add((byte)'\t'); break;
                case (byte)'/': bytes.Add((byte)'/'); break;
                // An escaped blank is a backslash: rules in the field rely on it.
                case (byte)' ' or (byte)'\\': bytes.Add((byte)'\\'); break;
                case (byte)'"' or (byte)'\'' when escape == quote: bytes.Add(quote); break;
                case (byte)'"' or (byte)'\'':
                    error = $"invalid \\{(char)escape} escape in {(char)quote}-quoted string";
                    return null;
                case (byte)'x' when i + 2 >= body.Length:
                    error = "truncated hex char escape sequence";
                    return null;
                case (byte)'x':
                    var digits = body.Slice(i + 1, 2);
                    if (!byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
                    {
                        error = "invalid hex char escape sequence: " + Encoding.UTF8.GetString(digits);
                        return null;
                    }

                    bytes.Add(value);
                    i += 2;
                    break;
                default:
                    error = "unsupported string escape sequence: \\" + FirstCharacter(body[i..]);
                    return null;
            }
        }

        return bytes.DrainToImmutable();
    }

    private static string FirstCharacter(ReadOnlySpan<byte> text)
    {
        Rune.DecodeFromUtf8(text, out var rune, out _);
        return rune.ToString();
    }
}
