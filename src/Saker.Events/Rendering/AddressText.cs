using System.Buffers.Binary;

namespace Saker.Events.Rendering;

/// <summary>Texts of socket addresses and pairs of them, as parameters hold them.</summary>
public static class AddressText
{
    private const byte Unix = 1;
    private const byte IPv4 = 2;
    private const byte IPv6 = 10;

    /// <summary>Appends an address of 4 or 16 bytes in network order.</summary>
    public static void AppendAddress(Arena to, ReadOnlySpan<byte> address)
    {
        if (address.Length == 4)
        {
            to.Add((long)address[0]).Add((byte)'.').Add((long)address[1]).Add((byte)'.').Add((long)address[2]).Add((byte)'.').Add((long)address[3]);
        }
        else
        {
            IPv6Text.Append(to, address);
        }
    }

    /// <summary>Appends <c>address:port</c>.</summary>
    public static void AppendEnd(Arena to, ReadOnlySpan<byte> address, ushort port)
    {
        AppendAddress(to, address);
        to.Add((byte)':').Add((long)port);
    }

    /// <summary>Appends both ends; IPv4 addresses that are written as IPv6 are shown as IPv4.</summary>
    public static void AppendEnds(Arena to, ReadOnlySpan<byte> source, ushort sourcePort, ReadOnlySpan<byte> target, ushort targetPort)
    {
        if (AreMapped(source, target))
        {
            source = source[12..];
            target = target[12..];
        }

        AppendEnd(to, source, sourcePort);
        to.Add("->"u8);
        AppendEnd(to, target, targetPort);
    }

    private static void AppendUnix(Arena to, ulong source, ulong target, ReadOnlySpan<byte> path)
    {
        // The blank stands even when no path follows: that is how rules have always seen it.
        to.Add(source, 'x').Add("->"u8).Add(target, 'x').Add((byte)' ').Add(path);
    }

    /// <summary>Appends a tuple parameter: family, then both ends.</summary>
    public static void AppendTuple(Arena to, ReadOnlySpan<byte> tuple)
    {
        if (tuple.IsEmpty)
            return;
        switch (tuple[0])
        {
            case Unix when tuple.Length >= 17:
                AppendUnix(
                    to, BinaryPrimitives.ReadUInt64LittleEndian(tuple[1..]), BinaryPrimitives.ReadUInt64LittleEndian(tuple[9..]),
                    Unterminated(tuple[17..]));
                break;
            case IPv4 when tuple.Length >= 13:
                AppendEnds(to, tuple[1..5], Port(tuple[5..]), tuple[7..11], Port(tuple[11..]));
                break;
            case IPv6 when tuple.Length >= 37:
                AppendEnds(to, tuple[1..17], Port(tuple[17..]), tuple[19..35], Port(tuple[35..]));
                break;
        }
    }

    /// <summary>Appends an address parameter: family, then address and port, or path.</summary>
    public static void AppendSockAddr(Arena to, ReadOnlySpan<byte> address)
    {
        if (address.IsEmpty)
            return;
        switch (address[0])
        {
            case Unix:
                to.Add(Unterminated(address[1..]));
                break;
            case IPv4 when address.Length >= 7:
                AppendEnd(to, address[1..5], Port(address[5..]));
                break;
            case IPv6 when address.Length >= 19:
                AppendEnd(to, address[1..17], Port(address[17..]));
                break;
            default:
                to.Add("family "u8).Add((long)address[0]);
                break;
        }
    }

    /// <summary>
    /// Whether two ends in the form of IPv6 are those of IPv4: each wraps an IPv4 address, or is all zero, as that of a socket is which is
    /// bound to none.
    /// </summary>
    public static bool AreMapped(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target) => IsMappedOrZero(source) && IsMappedOrZero(target);

    /// <summary>Whether an IPv6 address only wraps an IPv4 one.</summary>
    public static bool IsMapped(ReadOnlySpan<byte> address) =>
        address.Length == 16 && !address[..10].ContainsAnyExcept((byte)0) && address[10] == 0xff && address[11] == 0xff;

    private static bool IsMappedOrZero(ReadOnlySpan<byte> address) =>
        IsMapped(address) || (address.Length == 16 && !address.ContainsAnyExcept((byte)0));

    private static ushort Port(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static ReadOnlySpan<byte> Unterminated(ReadOnlySpan<byte> text) =>
        text.IndexOf((byte)0) is >= 0 and var end ? text[..end] : text;
}
