namespace Saker.Events;

/// <summary>Type of an event's parameter: how its bytes are laid out and what they mean.</summary>
/// <remarks>Numbers and names are those of the capture format (schema/events.json).</remarks>
public enum ParamType : byte
{
    /// <summary>No parameter.</summary>
    None = 0,
    /// <summary>Signed, 1 byte.</summary>
    Int8 = 1,
    /// <summary>Signed, 2 bytes.</summary>
    Int16 = 2,
    /// <summary>Signed, 4 bytes.</summary>
    Int32 = 3,
    /// <summary>Signed, 8 bytes.</summary>
    Int64 = 4,
    /// <summary>Unsigned, 1 byte.</summary>
    UInt8 = 5,
    /// <summary>Unsigned, 2 bytes.</summary>
    UInt16 = 6,
    /// <summary>Unsigned, 4 bytes.</summary>
    UInt32 = 7,
    /// <summary>Unsigned, 8 bytes.</summary>
    UInt64 = 8,
    /// <summary>Text, with its terminating zero byte.</summary>
    CharBuf = 9,
    /// <summary>Raw bytes.</summary>
    ByteBuf = 10,
    /// <summary>Result of a call, 8 bytes: zero or more is success, negative is minus errno.</summary>
    Errno = 11,
    /// <summary>Socket address: family byte, then address and port, or path.</summary>
    SockAddr = 12,
    /// <summary>Both ends of a socket: family byte, then source and destination.</summary>
    SockTuple = 13,
    /// <summary>Descriptor, 8 bytes signed; negative is minus errno.</summary>
    Fd = 14,
    /// <summary>Process or thread id, 8 bytes signed.</summary>
    Pid = 15,
    /// <summary>List of descriptors with poll flags: 2-byte count, then 8 bytes and 2 bytes each.</summary>
    FdList = 16,
    /// <summary>Path, with its terminating zero byte.</summary>
    FsPath = 17,
    /// <summary>Code of a system call, 2 bytes.</summary>
    SyscallId = 18,
    /// <summary>Signal number, 1 byte.</summary>
    SigType = 19,
    /// <summary>Duration in nanoseconds, 8 bytes.</summary>
    RelTime = 20,
    /// <summary>Nanoseconds since 1970, 8 bytes.</summary>
    AbsTime = 21,
    /// <summary>Port, 2 bytes, host order.</summary>
    Port = 22,
    /// <summary>Transport protocol, 1 byte.</summary>
    L4Proto = 23,
    /// <summary>Address family, 1 byte.</summary>
    SockFamily = 24,
    /// <summary>Truth value, 4 bytes.</summary>
    Bool = 25,
    /// <summary>IPv4 address, 4 bytes, network order.</summary>
    IPv4Addr = 26,
    /// <summary>First byte tells which of several layouts follows.</summary>
    Dyn = 27,
    /// <summary>Set of flags, 1 byte.</summary>
    Flags8 = 28,
    /// <summary>Set of flags, 2 bytes.</summary>
    Flags16 = 29,
    /// <summary>Set of flags, 4 bytes.</summary>
    Flags32 = 30,
    /// <summary>User id, 4 bytes.</summary>
    Uid = 31,
    /// <summary>Group id, 4 bytes.</summary>
    Gid = 32,
    /// <summary>Floating point, 8 bytes.</summary>
    Double = 33,
    /// <summary>Set of signals, 4 bytes.</summary>
    SigSet = 34,
    /// <summary>Several texts, each with its zero byte.</summary>
    CharBufArray = 35,
    /// <summary>Several pairs of texts.</summary>
    CharBufPairArray = 36,
    /// <summary>IPv4 network.</summary>
    IPv4Net = 37,
    /// <summary>IPv6 address, 16 bytes.</summary>
    IPv6Addr = 38,
    /// <summary>IPv6 network.</summary>
    IPv6Net = 39,
    /// <summary>Address of either family; its length tells which.</summary>
    IPAddr = 40,
    /// <summary>Network of either family; its length tells which.</summary>
    IPNet = 41,
    /// <summary>File mode bits, 4 bytes.</summary>
    Mode = 42,
    /// <summary>Path relative to the descriptor in another parameter.</summary>
    FsRelPath = 43,
    /// <summary>One of several values, 1 byte.</summary>
    EnumFlags8 = 44,
    /// <summary>One of several values, 2 bytes.</summary>
    EnumFlags16 = 45,
    /// <summary>One of several values, 4 bytes.</summary>
    EnumFlags32 = 46,
    /// <summary>Descriptor, 4 bytes signed.</summary>
    Fd32 = 47,
    /// <summary>Process or thread id, 4 bytes signed.</summary>
    Pid32 = 48,
}

/// <summary>What follows from a parameter's type.</summary>
public static class ParamTypes
{
    /// <summary>How many bytes every value of the type has; 0 when that varies.</summary>
    public static int FixedSize(this ParamType type) => type switch
    {
        ParamType.Int8 or ParamType.UInt8 or ParamType.Flags8 or ParamType.EnumFlags8 or ParamType.SigType or ParamType.L4Proto
            or ParamType.SockFamily => 1,
        ParamType.Int16 or ParamType.UInt16 or ParamType.Flags16 or ParamType.EnumFlags16 or ParamType.SyscallId or ParamType.Port => 2,
        ParamType.Int32 or ParamType.UInt32 or ParamType.Flags32 or ParamType.EnumFlags32 or ParamType.Uid or ParamType.Gid
            or ParamType.Mode or ParamType.SigSet or ParamType.Bool or ParamType.Fd32 or ParamType.Pid32 or ParamType.IPv4Addr => 4,
        ParamType.Int64 or ParamType.UInt64 or ParamType.RelTime or ParamType.AbsTime or ParamType.Errno or ParamType.Fd
            or ParamType.Pid or ParamType.Double => 8,
        ParamType.IPv6Addr => 16,
        _ => 0,
    };
}
