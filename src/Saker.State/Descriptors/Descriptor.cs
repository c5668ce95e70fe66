using System.Runtime.CompilerServices;
using Saker.Events;

namespace Saker.State;

/// <summary>An open file, socket or other descriptor, as fields see it. For sockets the source is the client.</summary>
public struct Descriptor
{
    /// <summary>What it is.</summary>
    public DescriptorType Type;

    /// <summary>Transport protocol of a socket.</summary>
    public L4Protocol Protocol;

    /// <summary>Which side of a connection the process is on.</summary>
    public SocketRole Role;

    /// <summary>Connection and overlay bits.</summary>
    public DescriptorFlags Flags;

    /// <summary>Device of the inode, as the kernel encodes it for user space.</summary>
    public uint Device;

    /// <summary><c>file_flags</c> it was opened with.</summary>
    public uint OpenFlags;

    /// <summary>Inode number.</summary>
    public ulong Inode;

    /// <summary>Tells one open file from another while both live; 0 when unknown.</summary>
    public ulong Identity;

    /// <summary>Client address; IPv4 in the first four bytes.</summary>
    public AddressBytes Source;

    /// <summary>Server address; for listening sockets the local one.</summary>
    public AddressBytes Destination;

    /// <summary>Client port.</summary>
    public ushort SourcePort;

    /// <summary>Server port; for listening sockets the local one.</summary>
    public ushort DestinationPort;

    /// <summary>Kernel address of the near end of a unix socket.</summary>
    public ulong UnixSource;

    /// <summary>Kernel address of the far end of a unix socket.</summary>
    public ulong UnixDestination;

    /// <summary>Name, when it is not built from the addresses.</summary>
    internal SharedText Name;

    /// <summary>Name as the caller gave it.</summary>
    internal SharedText RawName;

    internal bool CloseOnExec;

    /// <summary>Whether it is an IPv4 or IPv6 socket.</summary>
    public readonly bool IsInternet => Type is >= DescriptorType.Ipv4 and <= DescriptorType.Ipv6Server;

    /// <summary>Whether it is an IPv4 or IPv6 socket with two ends.</summary>
    public readonly bool HasPeer => Type is DescriptorType.Ipv4 or DescriptorType.Ipv6;

    /// <summary>Whether its addresses are IPv4.</summary>
    public readonly bool IsIPv4 => Type is DescriptorType.Ipv4 or DescriptorType.Ipv4Server;

    /// <summary>Whether it is a regular file.</summary>
    public readonly bool IsFile => Type is DescriptorType.FileV1 or DescriptorType.File;

    /// <summary>
    /// Whether its transport protocol is spoken of: as in Falco not before it is known which side the process is on, unless the socket
    /// is raw and has none.
    /// </summary>
    public readonly bool HasProtocol => IsInternet && (!HasPeer || Role != SocketRole.None || Protocol == L4Protocol.Raw);

    /// <summary>Whether its name is a path or a label, rather than built from addresses.</summary>
    public readonly bool IsNamed => !Name.IsEmpty;

    internal void ShareTexts()
    {
        Name.Share();
        RawName.Share();
    }

    internal void ReleaseTexts()
    {
        Name.Release();
        RawName.Release();
    }
}

/// <summary>Room for an IPv4 or IPv6 address in network order.</summary>
[InlineArray(16)]
public struct AddressBytes
{
    private byte first;
}
