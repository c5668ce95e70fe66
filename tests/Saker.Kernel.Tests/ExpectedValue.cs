using System.Globalization;
using System.Net;
using System.Text;
using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>What a parameter must be, in the notation of the acts.</summary>
/// <remarks>
/// Numbers are decimal, 0x hexadecimal, 0 octal, names of flags with "|" between them, or minus the name of an error; "@" is what the
/// call returned on success and "!" on failure, and "(some)" any number but zero,
/// "(any)" any number that the act cannot foretell. Addresses are "127.0.0.1:80", "[::1]:80" or "unix:path", with "->" between two ends; of the two
/// ends of a Unix socket only the path can be told. A pointer to nothing is "(null)". What has no text is "hex:" with its bytes. Parameters that change their type name it: "int:5".
/// </remarks>
internal sealed class ExpectedValue(ParamInfo param, int index, string text)
{
    /// <summary>First byte and width of what a parameter of changing type can be.</summary>
    private static readonly Dictionary<string, (byte Kind, int Width)> Kinds = new()
    {
        ["number"] = (0, 8),
        ["signal"] = (1, 1),
        ["error"] = (1, 8),
        ["int"] = (2, 4),
        ["long"] = (3, 8),
        ["time"] = (4, 8),
    };

    private const string Returned = "@";
    private const string Refused = "!";
    private const string Unix = "unix:";

    /// <summary>Bytes of the addresses of both ends of a Unix socket in the kernel.</summary>
    private const int Pointers = 16;

    private static readonly Dictionary<string, int> Errors = EventSchema.Errno.ToDictionary(e => e.Value, e => e.Key);

    /// <summary>Values of all parameters of an event: each begins with its name, and may have spaces.</summary>
    public static IEnumerable<ExpectedValue> ReadAll(EventInfo info, string line)
    {
        int start = 0;
        for (int i = 0; i < info.Params.Length; i++)
        {
            string name = $"{info.Params[i].Name}=";
            if (!line.AsSpan(start).StartsWith(name, StringComparison.Ordinal))
                throw new InvalidDataException($"{info.Name} has {name} at {start} of {line}");
            start += name.Length;
            int end = i + 1 < info.Params.Length ? line.IndexOf($" {info.Params[i + 1].Name}=", start, StringComparison.Ordinal) : line.Length;
            yield return end < 0 ? throw new InvalidDataException($"{info.Name} has {info.Params[i + 1].Name} too: {line}") : new ExpectedValue(info.Params[i], i, line[start..end]);
            start = end + 1;
        }
    }

    public bool Fits(Recorded record, long result)
    {
        if ((text == Returned && result < 0) || (text == Refused && result >= 0))
            return false;
        if (text == "(own)")
            return record.Strings(param.Name).Intersect(ProcessTests.OwnCgroups()).Count() == ProcessTests.OwnCgroups().Count();
        if (text == "(any)")
            return record.Event.TryGetNumber(index, out _);
        if (text == "(some)")
            return record.Event.TryGetNumber(index, out long number) && number != 0;
        if (param.Type == ParamType.SockTuple && text.StartsWith(Unix, StringComparison.Ordinal))
            return record.Event.Param(index) is [1, ..] tuple && tuple.Length > Pointers && tuple[(1 + Pointers)..].SequenceEqual(End(text));
        return record.Event.Param(index).SequenceEqual(Encode(result));
    }

    public override string ToString() => $"{param.Name}={text}";

    private byte[] Encode(long result) => text switch
    {
        "(null)" => [],
        _ when text.StartsWith("hex:", StringComparison.Ordinal) => Convert.FromHexString(text[4..]),
        _ => param.Type switch
        {
            ParamType.CharBuf or ParamType.FsPath or ParamType.FsRelPath => [.. Unescaped(text), 0],
            ParamType.ByteBuf => Unescaped(text),
            ParamType.SockAddr => Address(text),
            ParamType.SockTuple => Tuple(text),
            ParamType.FdList => Polled.Bytes([.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Pair)]),
            ParamType.Dyn => Dynamic(text, result),
            _ => Bytes(Number(text, result), param.Type.FixedSize()),
        },
    };

    private static byte[] Unescaped(string text) => Encoding.UTF8.GetBytes(text.Replace(@"\0", "\0").Replace(@"\n", "\n"));

    private static byte[] Bytes(long number, int width) => BitConverter.GetBytes(number)[..width];

    private static byte[] Address(string text) => text.Length == 0 ? [] : [Family(text), .. End(text)];

    private static byte[] Tuple(string text) => text.Length == 0 ? [] : [Family(text), .. text.Split("->").SelectMany(End)];

    private static byte Family(string text) => text[0] switch { 'u' => 1, '[' => 10, _ => 2 };

    private static byte[] End(string text)
    {
        if (text.StartsWith(Unix, StringComparison.Ordinal))
            return [.. Encoding.UTF8.GetBytes(text[Unix.Length..]), 0];
        var end = IPEndPoint.Parse(text);
        return [.. end.Address.GetAddressBytes(), .. Bytes(end.Port, 2)];
    }

    private static (long, short) Pair(string text)
    {
        string[] part = text.Split(':');
        return (long.Parse(part[0], CultureInfo.InvariantCulture), (short)Named(part[1], "poll_flags"));
    }

    private byte[] Dynamic(string text, long result)
    {
        string[] part = text.Split(':', 2);
        return part[0] switch
        {
            "bytes" => [0, .. Convert.FromHexString(part[1])],
            "string" => [1, .. Unescaped(part[1]), 0],
            _ => [Kinds[part[0]].Kind, .. Bytes(Number(part[1], result), Kinds[part[0]].Width)],
        };
    }

    private long Number(string text, long result) => text is Returned or Refused ? result : text.Split('|').Aggregate(0L, (all, word) => all | Word(word));

    private long Word(string word)
    {
        if (word.StartsWith("-E", StringComparison.Ordinal))
            return -Errors[word[1..]];
        if (word.StartsWith("0x", StringComparison.Ordinal))
            return (long)ulong.Parse(word[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        if (word.Length > 1 && word[0] == '0')
            return Convert.ToInt64(word, 8);
        if (word == "AT_FDCWD")
            return -100;
        if (long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            return number;
        return ulong.TryParse(word, CultureInfo.InvariantCulture, out ulong large) ? (long)large : Named(word, param.Table ?? throw new InvalidDataException($"{param.Name} has no {word}"));
    }

    private static long Named(string names, string table) => names.Split('|', StringSplitOptions.RemoveEmptyEntries).Aggregate(0L, (all, name) =>
        all | (EventSchema.Flags[table].Values.FirstOrDefault(v => v.Name == name) is { Name: not null } value ? (long)value.Value : throw new InvalidDataException($"no {name} in {table}")));
}
