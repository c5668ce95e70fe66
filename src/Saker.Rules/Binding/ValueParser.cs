using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Saker.Fields;
using Saker.Rules.Binding.Matching;

namespace Saker.Rules.Binding;

/// <summary>Reads the constants of conditions as values of a field's type.</summary>
/// <remarks>Every method throws <see cref="FormatException"/> with a message for people.</remarks>
internal static class ValueParser
{
    private const int MaxTextLength = 255;

    private static readonly Lazy<FrozenDictionary<string, int>> services = new(ReadServices);

    /// <summary>Text, or raw bytes.</summary>
    public static byte[] Text(ReadOnlySpan<byte> value, FieldType type)
    {
        if (type != FieldType.Bytes && value.Contains((byte)0))
            throw new FormatException("filter error: filter value cannot contain a NUL byte (\\x00)");
        return value.Length > MaxTextLength
            ? throw new FormatException($"filter parameter too long (used={value.Length}, available={MaxTextLength})")
            : value.ToArray();
    }

    /// <summary>Bytes spelled in hexadecimal.</summary>
    public static byte[] HexBytes(ReadOnlySpan<byte> digits)
    {
        try
        {
            return Convert.FromHexString(Encoding.Latin1.GetString(digits));
        }
        catch (FormatException)
        {
            throw new FormatException("filter error: bcontains and bstartswith operator support hex strings only");
        }
    }

    /// <summary>A number, cut to the width that its field has.</summary>
    public static long Number(string text, FieldType type, int width) => type switch
    {
        FieldType.Bool => text switch
        {
            "true" => 1,
            "false" => 0,
            _ => throw new FormatException("filter error: unrecognized boolean value " + text),
        },
        FieldType.Port => Port(text),
        FieldType.Double => BitConverter.DoubleToInt64Bits(Integer(text)),
        FieldType.Signed => width switch
        {
            8 => (sbyte)Integer(text),
            16 => (short)Integer(text),
            32 => (int)Integer(text),
            _ => Integer(text),
        },
        _ => width is > 0 and < 64 ? Integer(text) & ((1L << width) - 1) : Integer(text),
    };

    /// <summary>An address of either family.</summary>
    public static IpAddress Address(string text)
    {
        bool isIPv4 = text.Contains('.') && !text.Contains(':');
        if (isIPv4 ? IsDottedQuad(text) : text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.'))
        {
            if (IPAddress.TryParse(text, out var address)
                && address.AddressFamily == (isIPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6))
            {
                return IpAddress.FromBytes(address.GetAddressBytes());
            }
        }

        throw new FormatException($"unrecognized {(isIPv4 ? "IPv4" : "IPv6")} address {text}");
    }

    /// <summary>A network in prefix notation.</summary>
    public static IpNetwork Network(string text)
    {
        int slash = text.IndexOf('/');
        if (slash < 0)
            throw new FormatException("unrecognized IP network " + text);
        var address = Address(text[..slash]);
        string prefix = text[(slash + 1)..];
        return byte.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out byte bits) && bits <= (address.IsIPv4 ? 32 : 128)
            ? new IpNetwork(address, bits)
            : throw new FormatException("invalid netmask " + prefix);
    }

    private static long Integer(string text)
    {
        string digits = text.TrimStart(' ', '\t', '\n', '\v', '\f', '\r');
        if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            return number;
        if (ulong.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out ulong large))
            return (long)large;
        throw new FormatException(text + " is not a valid number");
    }

    private static long Port(string text)
    {
        if (text.Length == 0)
            return 0;
        if (text.All(char.IsAsciiDigit))
        {
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port)
                ? (ushort)port
                : throw new FormatException(text + " is not a valid port");
        }

        return services.Value.TryGetValue(text, out int known) ? known : throw new FormatException("unrecognized protocol " + text);
    }

    private static bool IsDottedQuad(string text)
    {
        string[] parts = text.Split('.');
        return parts.Length == 4 && parts.All(p => p.Length is >= 1 and <= 3 && p.All(char.IsAsciiDigit) && (p.Length == 1 || p[0] != '0'));
    }

    private static FrozenDictionary<string, int> ReadServices()
    {
        var ports = new Dictionary<string, int>(WellKnownPorts.ByName);
        try
        {
            foreach (string line in File.ReadLines("/etc/services"))
            {
                string[] words = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                if (words.Length < 2 || !int.TryParse(words[1].Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int port))
                    continue;
                foreach (string name in words.Where((_, i) => i != 1))
                    ports.TryAdd(name, port);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Minimal images have no such file; the well-known names remain.
        }

        return ports.ToFrozenDictionary();
    }
}
