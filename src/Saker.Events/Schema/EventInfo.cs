namespace Saker.Events;

/// <summary>How a number is printed unless a flag table says otherwise.</summary>
public enum PrintFormat : byte
{
    /// <summary>Not a number, or no preference.</summary>
    Unspecified,
    /// <summary>Decimal.</summary>
    Decimal,
    /// <summary>Hexadecimal.</summary>
    Hexadecimal,
    /// <summary>Decimal of nine digits at least, padded with zeros: the fraction of a second.</summary>
    TenDigits,
    /// <summary>An identifier: decimal, never grouped.</summary>
    Identifier,
    /// <summary>Octal.</summary>
    Octal,
    /// <summary>A directory.</summary>
    Directory,
}

/// <summary>Which side of a call an event tells of.</summary>
public enum EventDirection : byte
{
    /// <summary>The call was entered; also the side of events that have only one.</summary>
    Enter,
    /// <summary>The call returned.</summary>
    Exit,
}

/// <summary>Properties of an event type.</summary>
[Flags]
public enum EventFlags : ushort
{
    /// <summary>None of the others.</summary>
    None = 0,
    /// <summary>Makes a descriptor.</summary>
    CreatesFd = 1,
    /// <summary>Closes a descriptor.</summary>
    DestroysFd = 2,
    /// <summary>Works on a descriptor.</summary>
    UsesFd = 4,
    /// <summary>Reads from its descriptor.</summary>
    ReadsFromFd = 8,
    /// <summary>Writes to its descriptor.</summary>
    WritesToFd = 16,
    /// <summary>Changes what is known of the machine.</summary>
    ModifiesState = 32,
    /// <summary>Not in use.</summary>
    Unused = 64,
    /// <summary>May block.</summary>
    Waits = 128,
    /// <summary>Leaves the parser's state alone.</summary>
    SkipParseReset = 256,
    /// <summary>Only in old captures.</summary>
    OldVersion = 512,
    /// <summary>Lengths are 4 bytes wide.</summary>
    LargePayload = 2048,
    /// <summary>Old captures of it need conversion.</summary>
    ConverterManaged = 4096,
}

/// <summary>One parameter of an event type.</summary>
/// <param name="Name">As in <c>evt.arg.NAME</c>.</param>
/// <param name="Type">Layout and meaning.</param>
/// <param name="Format">Preferred print format.</param>
/// <param name="Table">Name of its flag table, or of the table of a <see cref="ParamType.Dyn"/>; null when it has none.</param>
/// <param name="DirectoryParam">For <see cref="ParamType.FsRelPath"/>, index of the descriptor it is relative to; else -1.</param>
public sealed record ParamInfo(string Name, ParamType Type, PrintFormat Format, string? Table, int DirectoryParam);

/// <summary>An event type.</summary>
/// <param name="Code">Its code in records and captures.</param>
/// <param name="Name">As in <c>evt.type</c>.</param>
/// <param name="Direction">Side of the call.</param>
/// <param name="Category">As in <c>evt.category</c>: file, net, process, ...</param>
/// <param name="Classes">Where it comes from: syscall, tracepoint, plugin, metaevent, iter, ...</param>
/// <param name="Flags">Properties.</param>
/// <param name="Params">Parameters, in record order.</param>
public sealed record EventInfo(
    EventCode Code, string Name, EventDirection Direction, string Category, string[] Classes, EventFlags Flags, ParamInfo[] Params)
{
    /// <summary>Bytes of each length word.</summary>
    public int LengthSize { get; } = (Flags & EventFlags.LargePayload) != 0 ? 4 : 2;

    /// <summary>
    /// Whether rules see it: the entry of a call only prepares the state for its exit, and a start picture tells nothing new.
    /// </summary>
    public bool IsForRules { get; } = !Classes.Contains("iter") && (Direction == EventDirection.Exit || !Classes.Contains("syscall"));

    /// <summary>Index of the parameter of that name, -1 when there is none.</summary>
    public int IndexOf(string parameter) => Array.FindIndex(Params, p => p.Name == parameter);
}
