using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using Saker.Events;
using Saker.Rules.Files;
using Saker.RuleTests.Files;

namespace Saker.RuleTests.Scenarios;

/// <summary>Turns what a test writes for a parameter into its bytes.</summary>
internal static class ParamEncoder
{
    private static readonly Dictionary<string, long> Constants = new(EventSchema.Errno.ToDictionary(e => e.Value, e => -(long)e.Key))
    {
        ["AT_FDCWD"] = -100,
        ["SOCK_STREAM"] = 1,
        ["SOCK_DGRAM"] = 2,
        ["SOCK_RAW"] = 3,
        ["IPPROTO_TCP"] = 6,
        ["IPPROTO_UDP"] = 17,
        ["true"] = 1,
        ["false"] = 0,
    };

    /// <summary>The bytes of a value; names of processes count as their ids.</summary>
    public static byte[] Encode(ParamInfo param, YamlNode node, Section section, Func<string, long?> processId)
    {
        IReadOnlyList<string> words = node switch
        {
            YamlSequence list => [.. list.Items.Select(i => section.TextOf(i, param.Name))],
            _ => [section.TextOf(node, param.Name)],
        };
        string text = words.Count == 1 ? words[0] : string.Join('|', words);
        if (text.StartsWith("hex:", StringComparison.Ordinal))
            return FromHex(text[4..]) ?? throw section.Error(node.Mark, $"'{text}' is not hexadecimal");
        byte[]? bytes = param.Type switch
        {
            ParamType.CharBuf or ParamType.FsPath or ParamType.FsRelPath => Text(text),
            ParamType.ByteBuf => node is YamlSequence ? List(words) : Encoding.UTF8.GetBytes(text),
            ParamType.CharBufArray or ParamType.CharBufPairArray => List(words),
            ParamType.SockTuple => Endpoints.Tuple(text),
            ParamType.SockAddr => Endpoints.Address(text),
            ParamType.IPv4Addr or ParamType.IPv6Addr or ParamType.IPAddr => IPAddress.TryParse(text, out var ip) ? ip.GetAddressBytes() : null,
            ParamType.Dyn or ParamType.FdList => throw section.Error(node.Mark, $"write '{param.Name}' as its bytes: hex:..."),
            _ => (Number(param, text) ?? (param.Type is ParamType.Pid or ParamType.Pid32 ? processId(text) : null)) is { } number ? Number(param.Type, number) : null,
        };
        return bytes ?? throw section.Error(node.Mark, $"'{text}' is nothing that '{param.Name}' ({param.Type}) can be");
    }

    public static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    public static byte[] List(IEnumerable<string> texts) => [.. texts.SelectMany(Text)];

    public static byte[] Number(ParamType type, long number)
    {
        byte[] all = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(all, number);
        return all[..(type.FixedSize() is > 0 and var size ? size : 8)];
    }

    /// <summary>What a parameter holds that nobody speaks of: zero, no text, no descriptor; nothing where that cannot be said.</summary>
    public static byte[] Default(ParamType type) => type switch
    {
        ParamType.CharBuf or ParamType.FsPath or ParamType.FsRelPath => [0],
        ParamType.Fd or ParamType.Fd32 => Number(type, -1),
        ParamType.ByteBuf or ParamType.CharBufArray or ParamType.CharBufPairArray or ParamType.SockTuple or ParamType.SockAddr
            or ParamType.Dyn or ParamType.FdList or ParamType.IPv6Addr or ParamType.IPAddr => [],
        _ => Number(type, 0),
    };

    private static long? Number(ParamInfo param, string text)
    {
        if (TryPlain(text, out long plain))
            return plain;
        var table = param.Table is null ? null : EventSchema.Flags.GetValueOrDefault(param.Table);
        long all = 0;
        foreach (string name in text.Split(['|', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var entry = table?.Values.FirstOrDefault(v => v.Name == name);
            if (entry is { Name: not null } known)
                all |= (long)known.Value;
            else if (Constants.TryGetValue(name, out long constant))
                all |= constant;
            else
                return null;
        }

        return all;
    }

    private static bool TryPlain(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
        || (text.StartsWith("0x", StringComparison.Ordinal) && long.TryParse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out number));

    private static byte[]? FromHex(string text)
    {
        try
        {
            return Convert.FromHexString(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
