using System.Text;

namespace Saker.Forwarder.Encodings;

/// <summary>Reads the texts of a message of protocol buffers: https://protobuf.dev/programming-guides/encoding/</summary>
internal static class ProtobufTexts
{
    /// <summary>The texts by the numbers of their fields; other fields are left out.</summary>
    /// <exception cref="FormatException">It is no message.</exception>
    public static IReadOnlyDictionary<int, string> Read(ReadOnlySpan<byte> message)
    {
        var texts = new Dictionary<int, string>();
        while (!message.IsEmpty)
        {
            ulong tag = Varint(ref message);
            switch (tag & 7)
            {
                case 0:
                    Varint(ref message);
                    break;
                case 1:
                    Take(ref message, 8);
                    break;
                case 2:
                    texts[(int)(tag >> 3)] = Encoding.UTF8.GetString(Take(ref message, Varint(ref message)));
                    break;
                case 5:
                    Take(ref message, 4);
                    break;
                default:
                    throw new FormatException("a field has no type that there is");
            }
        }

        return texts;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> rest)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = Take(ref rest, 1)[0];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }

        throw new FormatException("a number is longer than any");
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, ulong length)
    {
        if (length > (ulong)rest.Length)
            throw new FormatException("the message is cut short");
        var taken = rest[..(int)length];
        rest = rest[(int)length..];
        return taken;
    }
}
