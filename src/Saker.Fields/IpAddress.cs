using System.Buffers.Binary;

namespace Saker.Fields;

/// <summary>An IPv4 or IPv6 address as two machine words, so that comparing and masking it costs nothing.</summary>
/// <param name="High">First eight bytes of an IPv6 address; 0 for IPv4.</param>
/// <param name="Low">Last eight bytes of an IPv6 address; the 32-bit number of an IPv4 address.</param>
/// <param name="IsIPv4">Family. An IPv4 address never equals an IPv6 address.</param>
public readonly record struct IpAddress(ulong High, ulong Low, bool IsIPv4)
{
    /// <summary>Reads 4 or 16 bytes in network order.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static IpAddress FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        4 => new IpAddress(0, BinaryPrimitives.ReadUInt32BigEndian(bytes), true),
        16 => new IpAddress(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), false),
        _ => throw new ArgumentException($"{bytes.Length} bytes are no address", nameof(bytes)),
    };
}
