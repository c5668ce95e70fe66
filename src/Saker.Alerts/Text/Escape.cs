using System.Buffers;
using System.Text;

namespace Saker.Alerts.Text;

/// <summary>
/// Makes bytes of unknown origin safe to print. File names and command lines are the attacker's to choose: whatever could move a
/// terminal's cursor, forge a line, reorder text or break an encoding is written as an escape.
/// </summary>
public static class Escape
{
    /// <summary>
    /// Appends text for a terminal or a log line: control characters (C0, DEL, C1), line separators and bidirectional controls as
    /// JSON-style escapes, invalid UTF-8 as U+FFFD.
    /// </summary>
    public static void AppendLine(IBufferWriter<byte> output, ReadOnlySpan<byte> text) => Append(output, text, quoted: false);

    /// <summary>Appends the inside of a JSON string: as <see cref="AppendLine"/>, with quotes and backslashes escaped as well.</summary>
    public static void AppendJson(IBufferWriter<byte> output, ReadOnlySpan<byte> text) => Append(output, text, quoted: true);

    private static void Append(IBufferWriter<byte> output, ReadOnlySpan<byte> text, bool quoted)
    {
        while (!text.IsEmpty)
        {
            int plain = PlainLength(text, quoted);
            output.Write(text[..plain]);
            text = text[plain..];
            if (text.IsEmpty)
                return;
            if (Rune.DecodeFromUtf8(text, out Rune rune, out int consumed) != OperationStatus.Done)
            {
                output.Write("\uFFFD"u8);
                consumed = InvalidLength(text);
            }
            else if (IsHarmful(rune) || (quoted && rune.Value is '"' or '\\'))
                AppendEscape(output, rune);
            else
                output.Write(text[..consumed]);
            text = text[consumed..];
        }
    }

    /// <summary>How many leading bytes are printable ASCII that needs no escape: nearly all of nearly every text.</summary>
    private static int PlainLength(ReadOnlySpan<byte> text, bool quoted)
    {
        int harmful = text.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7e);
        var plain = harmful < 0 ? text : text[..harmful];
        int special = quoted ? plain.IndexOfAny((byte)'"', (byte)'\\') : -1;
        return special < 0 ? plain.Length : special;
    }

    /// <summary>
    /// How many bytes one U+FFFD stands for, as in Falco: a sequence that is complete but means no character (too long for its
    /// character, a surrogate), or else one byte.
    /// </summary>
    private static int InvalidLength(ReadOnlySpan<byte> text)
    {
        int length = text[0] switch
        {
            >= 0xc0 and < 0xe0 => 2,
            >= 0xe0 and < 0xf0 => 3,
            >= 0xf0 and < 0xf8 => 4,
            _ => 1,
        };
        return text.Length >= length && !text[1..length].ContainsAnyExceptInRange((byte)0x80, (byte)0xbf) ? length : 1;
    }

    private static bool IsHarmful(Rune rune) => rune.Value is < 0x20
        or (>= 0x7f and <= 0x9f)
        or 0x061c or 0x200e or 0x200f
        or (>= 0x2028 and <= 0x202e)
        or (>= 0x2066 and <= 0x2069);

    private static void AppendEscape(IBufferWriter<byte> output, Rune rune)
    {
        var shorthand = rune.Value switch
        {
            '\b' => "\\b"u8,
            '\f' => "\\f"u8,
            '\n' => "\\n"u8,
            '\r' => "\\r"u8,
            '\t' => "\\t"u8,
            '"' => "\\\""u8,
            '\\' => "\\\\"u8,
            _ => default,
        };
        if (!shorthand.IsEmpty)
        {
            output.Write(shorthand);
            return;
        }

        Span<byte> escape = stackalloc byte[6];
        "\\u"u8.CopyTo(escape);
        for (int i = 0; i < 4; i++)
            escape[2 + i] = "0123456789abcdef"u8[(rune.Value >> (12 - (4 * i))) & 15];
        output.Write(escape);
    }
}
