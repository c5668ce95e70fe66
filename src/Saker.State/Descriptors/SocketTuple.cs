using System.Buffers.Binary;
using Saker.Events;
using Saker.Events.Rendering;

namespace Saker.State;

/// <summary>Reads address and tuple parameters into descriptors.</summary>
internal static unsafe class SocketTuple
{
    private const byte Unix = 1;
    private const byte IPv4 = 2;
    private const byte IPv6 = 10;

    /// <summary>Index of an event's tuple parameter, -1 when it has none.</summary>
    public static int ParamOf(EventInfo info) => Array.FindIndex(info.Params, static p => p.Type == ParamType.SockTuple);

    /// <summary>Reads both ends; false when there is nothing to read.</summary>
    public static bool TryRead(ReadOnlySpan<byte> tuple, Descriptor* into)
    {
        if (tuple.IsEmpty)
            return false;
        switch (tuple[0])
        {
            case Unix when tuple.Length >= 17:
                into->Type = DescriptorType.Unix;
                into->UnixSource = BinaryPrimitives.ReadUInt64LittleEndian(tuple[1..]);
                into->UnixDestination = BinaryPrimitives.ReadUInt64LittleEndian(tuple[9..]);
                return true;
            case IPv4 when tuple.Length >= 13:
                into->Type = DescriptorType.Ipv4;
                Ends(into, tuple[1..5], tuple[5..], tuple[7..11], tuple[11..]);
                return true;
            case IPv6 when tuple.Length >= 37:
                ReadIPv6(tuple, into);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Reads an address parameter as the far end, or as the own end of one that listens.</summary>
    public static bool TryReadAddress(ReadOnlySpan<byte> address, Descriptor* into, bool listens)
    {
        if (address.IsEmpty)
            return false;
        bool wide = address[0] == IPv6 && address.Length >= 19;
        if (!wide && !(address[0] == IPv4 && address.Length >= 7))
            return false;
        int size = wide ? 16 : 4;
        into->Type = (wide, listens) switch
        {
            (false, false) => DescriptorType.Ipv4,
            (false, true) => DescriptorType.Ipv4Server,
            (true, false) => DescriptorType.Ipv6,
            (true, true) => DescriptorType.Ipv6Server,
        };
        into->Destination = default;
        address[1..(1 + size)].CopyTo(into->Destination);
        into->DestinationPort = BinaryPrimitives.ReadUInt16LittleEndian(address[(1 + size)..]);
        return true;
    }

    /// <summary>Makes an IPv6 socket that talks to IPv4 ends one of IPv4, which it is by its addresses.</summary>
    public static void Unmap(Descriptor* socket)
    {
        if (socket->Type != DescriptorType.Ipv6 || !AddressText.AreMapped(socket->Source, socket->Destination))
            return;
        socket->Type = DescriptorType.Ipv4;
        (var source, var target) = (socket->Source, socket->Destination);
        socket->Source = socket->Destination = default;
        source[12..].CopyTo(socket->Source);
        target[12..].CopyTo(socket->Destination);
    }

    private static void ReadIPv6(ReadOnlySpan<byte> tuple, Descriptor* into)
    {
        var source = tuple[1..17];
        var target = tuple[19..35];
        into->Type = DescriptorType.Ipv6;
        Ends(into, source, tuple[17..], target, tuple[35..]);
        Unmap(into);
    }

    private static void Ends(
        Descriptor* into, ReadOnlySpan<byte> source, ReadOnlySpan<byte> sourcePort, ReadOnlySpan<byte> target, ReadOnlySpan<byte> targetPort)
    {
        into->Source = into->Destination = default;
        source.CopyTo(into->Source);
        target.CopyTo(into->Destination);
        into->SourcePort = BinaryPrimitives.ReadUInt16LittleEndian(sourcePort);
        into->DestinationPort = BinaryPrimitives.ReadUInt16LittleEndian(targetPort);
    }
}
