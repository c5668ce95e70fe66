using Saker.Events;

namespace Saker.State;

/// <summary>A descriptor as the head of a capture lists it. Addresses are 4 or 16 bytes in network order.</summary>
public sealed record DescriptorSnapshot
{
    /// <summary>Number in its process.</summary>
    public required long Number { get; init; }
    /// <summary>What it is.</summary>
    public required DescriptorType Type { get; init; }
    /// <summary>Name, for those that have one.</summary>
    public byte[] Name { get; init; } = [];
    /// <summary>Inode.</summary>
    public ulong Inode { get; init; }
    /// <summary>Device.</summary>
    public uint Device { get; init; }
    /// <summary><c>file_flags</c>.</summary>
    public uint OpenFlags { get; init; }
    /// <summary>Transport protocol.</summary>
    public L4Protocol Protocol { get; init; }
    /// <summary>Near end of a connection.</summary>
    public byte[] SourceAddress { get; init; } = [];
    /// <summary>Port of the near end.</summary>
    public ushort SourcePort { get; init; }
    /// <summary>Far end of a connection; own end of a socket that listens.</summary>
    public byte[] DestinationAddress { get; init; } = [];
    /// <summary>Port of the far end.</summary>
    public ushort DestinationPort { get; init; }
    /// <summary>Kernel addresses of both ends of a unix socket.</summary>
    public (ulong Source, ulong Destination) UnixEnds { get; init; }
}
