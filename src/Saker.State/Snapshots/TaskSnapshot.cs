namespace Saker.State;

/// <summary>A task as the head of a capture lists it. Texts are UTF-8; lists have a zero byte after each text.</summary>
public sealed record TaskSnapshot
{
    /// <summary>Thread id in the initial pid namespace.</summary>
    public required long Tid { get; init; }
    /// <summary>Process id in the initial pid namespace.</summary>
    public required long Pid { get; init; }
    /// <summary>Parent.</summary>
    public long ParentTid { get; init; }
    /// <summary>Thread id in its own pid namespace.</summary>
    public long VTid { get; init; } = -1;
    /// <summary>Process id in its own pid namespace.</summary>
    public long VPid { get; init; } = -1;
    /// <summary>Session.</summary>
    public long Session { get; init; }
    /// <summary>Process group in its own pid namespace.</summary>
    public long VirtualProcessGroup { get; init; } = -1;
    /// <summary>Process group in the initial pid namespace.</summary>
    public long ProcessGroup { get; init; } = -1;
    /// <summary>Command name.</summary>
    public byte[] Comm { get; init; } = [];
    /// <summary>Argument 0.</summary>
    public byte[] Exe { get; init; } = [];
    /// <summary>Path of the executable.</summary>
    public byte[] ExePath { get; init; } = [];
    /// <summary>Arguments after argument 0.</summary>
    public byte[] Args { get; init; } = [];
    /// <summary>Environment.</summary>
    public byte[] Environment { get; init; } = [];
    /// <summary>Working directory.</summary>
    public byte[] WorkingDirectory { get; init; } = [];
    /// <summary>Root directory.</summary>
    public byte[] Root { get; init; } = [];
    /// <summary>Cgroups, each <c>subsystem=path</c>.</summary>
    public byte[] Cgroups { get; init; } = [];
    /// <summary>Most descriptors it may have.</summary>
    public long FdLimit { get; init; }
    /// <summary>Effective user.</summary>
    public uint Uid { get; init; }
    /// <summary>Effective group.</summary>
    public uint Gid { get; init; }
    /// <summary>User that logged in.</summary>
    public uint LoginUid { get; init; } = uint.MaxValue;
    /// <summary>Controlling terminal.</summary>
    public uint Tty { get; init; }
    /// <summary>Virtual, resident and swapped memory, kB.</summary>
    public (uint Size, uint Resident, uint Swapped) Memory { get; init; }
    /// <summary>Major and minor page faults.</summary>
    public (ulong Major, ulong Minor) PageFaults { get; init; }
    /// <summary>Inheritable, permitted and effective capabilities.</summary>
    public (ulong Inheritable, ulong Permitted, ulong Effective) Capabilities { get; init; }
    /// <summary>What is known of the executable.</summary>
    public ImageFlags ImageFlags { get; init; }
    /// <summary>Inode of the executable, its change time and its modification time.</summary>
    public (ulong Number, ulong Changed, ulong Modified) Inode { get; init; }
    /// <summary>Start of the first process of its pid namespace, nanoseconds since 1970.</summary>
    public ulong PidNamespaceStart { get; init; }
    /// <summary>When it began, nanoseconds since 1970; 0 when unknown.</summary>
    public ulong CloneTime { get; init; }
}
