namespace Saker.Events.Captures;

/// <summary>The machine that was captured.</summary>
/// <param name="Processors">Number of processors.</param>
/// <param name="MemoryBytes">Size of its memory.</param>
/// <param name="Hostname">Its name.</param>
/// <param name="BootTime">When it booted, nanoseconds since 1970.</param>
public sealed record CapturedMachine(int Processors, ulong MemoryBytes, string Hostname, ulong BootTime)
{
    /// <summary>Program that recorded it, with its version; empty when the file does not tell.</summary>
    public string Recorder { get; init; } = "";
}

/// <summary>What Saker knows of a thread beyond what the format has room for.</summary>
/// <param name="Tid">Thread id.</param>
/// <param name="ProcessStart">Start of its process, nanoseconds since boot.</param>
/// <param name="CloneTime">Start of the thread, nanoseconds since 1970.</param>
/// <param name="CgroupId">Id of its cgroup.</param>
public readonly record struct CapturedTaskFact(long Tid, ulong ProcessStart, ulong CloneTime, ulong CgroupId);

/// <summary>A thread that ran when the capture began. Texts are bytes as recorded; lists hold a zero byte after each element.</summary>
public sealed record CapturedThread
{
    /// <summary>Thread id.</summary>
    public required long Tid { get; init; }

    /// <summary>Process id.</summary>
    public required long Pid { get; init; }

    /// <summary>Process id of the parent.</summary>
    public required long ParentTid { get; init; }

    /// <summary>Session id.</summary>
    public long Sid { get; init; }

    /// <summary>Process group id in its pid namespace.</summary>
    public long Vpgid { get; init; } = -1;

    /// <summary>Process group id; -1 when not recorded.</summary>
    public long Pgid { get; init; } = -1;

    /// <summary>Thread id in its pid namespace; -1 when not recorded.</summary>
    public long Vtid { get; init; } = -1;

    /// <summary>Process id in its pid namespace; -1 when not recorded.</summary>
    public long Vpid { get; init; } = -1;

    /// <summary>Name.</summary>
    public required byte[] Comm { get; init; }

    /// <summary>First argument.</summary>
    public required byte[] Exe { get; init; }

    /// <summary>Path of the executable.</summary>
    public byte[] ExePath { get; init; } = [];

    /// <summary>Further arguments.</summary>
    public required byte[] Arguments { get; init; }

    /// <summary>Environment.</summary>
    public byte[] Environment { get; init; } = [];

    /// <summary>Working directory.</summary>
    public required byte[] Cwd { get; init; }

    /// <summary>Root directory.</summary>
    public byte[] Root { get; init; } = [];

    /// <summary>Cgroups, <c>subsystem=path</c>.</summary>
    public byte[] Cgroups { get; init; } = [];

    /// <summary>Most descriptors it may have.</summary>
    public required long FdLimit { get; init; }

    /// <summary>Clone flags and marks of the recorder.</summary>
    public required uint Flags { get; init; }

    /// <summary>Effective user.</summary>
    public required uint Uid { get; init; }

    /// <summary>Effective group.</summary>
    public required uint Gid { get; init; }

    /// <summary>Login user; all ones when unset.</summary>
    public uint LoginUid { get; init; } = uint.MaxValue;

    /// <summary>Virtual memory, kilobytes.</summary>
    public uint VmSize { get; init; }

    /// <summary>Resident memory, kilobytes.</summary>
    public uint VmRss { get; init; }

    /// <summary>Swapped memory, kilobytes.</summary>
    public uint VmSwap { get; init; }

    /// <summary>Major page faults.</summary>
    public ulong MajorFaults { get; init; }

    /// <summary>Minor page faults.</summary>
    public ulong MinorFaults { get; init; }

    /// <summary>Start of its pid namespace, nanoseconds since 1970 or boot as recorded.</summary>
    public ulong PidNamespaceStart { get; init; }

    /// <summary>Terminal; 0 for none.</summary>
    public uint Tty { get; init; }

    /// <summary>Inheritable capabilities.</summary>
    public ulong CapInheritable { get; init; }

    /// <summary>Permitted capabilities.</summary>
    public ulong CapPermitted { get; init; }

    /// <summary>Effective capabilities.</summary>
    public ulong CapEffective { get; init; }

    /// <summary>Inode of the executable.</summary>
    public ulong ExeIno { get; init; }

    /// <summary>Its change time, nanoseconds since 1970.</summary>
    public ulong ExeCtime { get; init; }

    /// <summary>Its modification time, nanoseconds since 1970.</summary>
    public ulong ExeMtime { get; init; }

    /// <summary>Facts of the executable, as in <c>execve_flags</c>.</summary>
    public uint ExeFlags { get; init; }
}

/// <summary>A descriptor that was open when the capture began.</summary>
/// <param name="Number">Descriptor.</param>
/// <param name="Type">What it is.</param>
/// <param name="Ino">Inode.</param>
/// <param name="Name">Path or name; empty for internet sockets.</param>
/// <param name="Local">Local address of an internet socket: 4 or 16 bytes; of a server the address it listens on.</param>
/// <param name="LocalPort">Its port.</param>
/// <param name="Remote">Remote address; empty for servers.</param>
/// <param name="RemotePort">Its port.</param>
/// <param name="Protocol">Transport.</param>
/// <param name="OpenFlags">Flags of an open file.</param>
/// <param name="Dev">Device of an open file.</param>
/// <param name="UnixSource">Kernel address of a Unix socket.</param>
/// <param name="UnixPeer">Kernel address of its peer.</param>
public sealed record CapturedDescriptor(
    long Number, DescriptorType Type, ulong Ino, byte[] Name, byte[] Local, ushort LocalPort, byte[] Remote, ushort RemotePort,
    byte Protocol, uint OpenFlags, uint Dev, ulong UnixSource, ulong UnixPeer);

/// <summary>A network interface of the machine.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">4 or 16 bytes.</param>
/// <param name="Netmask">As long as the address.</param>
public sealed record CapturedInterface(string Name, byte[] Address, byte[] Netmask);

/// <summary>A user of the machine.</summary>
public sealed record CapturedUser(uint Uid, uint Gid, byte[] Name, byte[] Home, byte[] Shell);

/// <summary>A group of the machine.</summary>
public sealed record CapturedGroup(uint Gid, byte[] Name);
