using System.Buffers.Binary;

namespace Saker.Events.Rendering;

/// <summary>IPv6 addresses in their canonical text (RFC 5952): the longest run of zero groups becomes <c>::</c>.</summary>
public static class IPv6Text
{
    /// <summary>Appends an address of 16 bytes.</summary>
    public static void Append(Arena to, ReadOnlySpan<byte> address)
    {
        if (AddressText.IsMapped(address))
        {
            to.Add("::ffff:"u8);
            AddressText.AppendAddress(to, address[12..]);
            return;
        }

        var (zeroStart, zeroEnd) = LongestZeros(address);
        for (int group = 0; group < 8; group++)
        {
            if (group == zeroStart)
            {
                to.Add("::"u8);
                group = zeroEnd - 1;
                continue;
            }

            if (group > 0 && group != zeroEnd)
                to.Add((byte)':');
            to.Add(Group(address, group), 'x');
        }
    }

    private static (int Start, int End) LongestZeros(ReadOnlySpan<byte> address)
    {
        int start = -1;
        int end = -1;
        for (int from = 0; from < 8; from++)
        {
            int to = from;
            while (to < 8 && Group(address, to) == 0)
                to++;
            if (to - from >= 2 && to - from > end - start)
                (start, end) = (from, to);
            from = Math.Max(from, to - 1);
        }

        return (start, end);
    }

    private static uint Group(ReadOnlySpan<byte> address, int group) => BinaryPrimitives.ReadUInt16BigEndian(address[(group * 2)..]);
}
