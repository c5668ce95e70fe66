using System.Buffers.Binary;
using Saker.Fields;

namespace Saker.Rules.Planning;

/// <summary>Something that one of a socket's two ends must have: a port, or else an address.</summary>
/// <param name="Port">The port; null where it is an address.</param>
/// <param name="Address">The address, where it is no port.</param>
public readonly record struct SocketEnd(ushort? Port, IpAddress Address) : IAtom
{
    private const uint MappedPrefix = 0xffff0000;

    double IAtom.Cost => 1;

    /// <summary>By what the probe looks it up: a port is its number, an address all its words as they lie in memory, exclusive or.</summary>
    internal uint[] Words
    {
        get
        {
            if (Port is { } port)
                return [port];
            uint low = BinaryPrimitives.ReverseEndianness((uint)Address.Low);
            // IPv6 sockets speak to IPv4 ends, too.
            if (Address.IsIPv4)
                return [low, low ^ MappedPrefix];
            return [low ^ Reversed(Address.Low >> 32) ^ Reversed(Address.High) ^ Reversed(Address.High >> 32)];
        }
    }

    private static uint Reversed(ulong word) => BinaryPrimitives.ReverseEndianness((uint)word);
}
