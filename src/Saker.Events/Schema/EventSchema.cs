using System.Collections.Frozen;
using System.Globalization;

namespace Saker.Events;

/// <summary>Everything that schema/ says of events, system calls and flags, read once from the generated tables.</summary>
public static class EventSchema
{
    /// <summary>Version of the event table, shared with captures.</summary>
    public const string SchemaVersion = SchemaText.SchemaVersion;

    /// <summary>Version of the record interface.</summary>
    public const string ApiVersion = SchemaText.ApiVersion;

    private static readonly EventInfo[] events = ReadEvents();

    /// <summary>Event types; the index is the code.</summary>
    public static ReadOnlySpan<EventInfo> Events => events;

    /// <summary>System calls and tracepoints in order of their code.</summary>
    public static SyscallInfo[] Syscalls { get; } = ReadSyscalls();

    /// <summary>32-bit x86 call numbers and the 64-bit numbers that mean the same.</summary>
    public static FrozenDictionary<int, int> Compat { get; } = Rows(SchemaText.Compat).ToFrozenDictionary(r => Int(r[0]), r => Int(r[1]));

    /// <summary>Flag tables by name.</summary>
    public static FrozenDictionary<string, FlagTable> Flags { get; } = ReadFlags();

    /// <summary>Names of error numbers.</summary>
    public static FrozenDictionary<int, string> Errno { get; } =
        Rows(SchemaText.Errno).DistinctBy(r => r[1]).ToFrozenDictionary(r => Int(r[1]), r => r[0]);

    /// <summary>The event type of a code.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The code is beyond the table.</exception>
    public static EventInfo Of(EventCode code) =>
        (int)code < events.Length ? events[(int)code] : throw new ArgumentOutOfRangeException(nameof(code), code, "no such event");

    private static EventInfo[] ReadEvents() => [.. Rows(SchemaText.Events).Select(row => new EventInfo(
        (EventCode)Int(row[0]),
        row[1],
        row[2] == "exit" ? EventDirection.Exit : EventDirection.Enter,
        row[3],
        List(row[4]),
        List(row[5]).Aggregate(EventFlags.None, (all, name) => all | Enum.Parse<EventFlags>(name.Replace("_", ""), ignoreCase: true)),
        [.. row.Skip(6).Select(ReadParam)]))];

    private static ParamInfo ReadParam(string column)
    {
        string[] part = column.Split(':');
        return new ParamInfo(
            part[0],
            Enum.Parse<ParamType>(part[1].Replace("_", ""), ignoreCase: true),
            part[2] switch
            {
                "dec" => PrintFormat.Decimal,
                "hex" => PrintFormat.Hexadecimal,
                "10_padded_dec" => PrintFormat.TenDigits,
                "id" => PrintFormat.Identifier,
                "oct" => PrintFormat.Octal,
                "dir" => PrintFormat.Directory,
                _ => PrintFormat.Unspecified,
            },
            part[3].Length == 0 ? null : part[3],
            part[4].Length == 0 ? -1 : Int(part[4]));
    }

    private static SyscallInfo[] ReadSyscalls() => [.. Rows(SchemaText.Syscalls).Select(row => new SyscallInfo(
        Int(row[0]), row[1], Int(row[2]), Int(row[3]), Int(row[4]) is >= 0 and var code ? events[code] : null))];

    private static FrozenDictionary<string, FlagTable> ReadFlags() => Rows(SchemaText.Flags)
        .Select(row => new FlagTable(row[0], [.. row.Skip(1).Select(v => v.Split('=')).Select(v => (v[0], ulong.Parse(v[1], CultureInfo.InvariantCulture)))]))
        .ToFrozenDictionary(t => t.Name);

    internal static IEnumerable<string[]> Rows(string text) => text.Split('\n').Select(line => line.Split(' '));

    private static string[] List(string column) => column == "-" ? [] : column.Split(',');

    private static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
