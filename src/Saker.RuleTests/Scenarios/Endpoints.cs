using System.Net;
using System.Text;
using Saker.Events;
using Saker.Events.Captures;

namespace Saker.RuleTests.Scenarios;

/// <summary>Ends of connections as tests write them: <c>10.0.0.2:40000 -> 1.2.3.4:443</c>, <c>[::1]:80</c>.</summary>
internal static class Endpoints
{
    /// <summary>A tuple parameter, or null when the text is none.</summary>
    public static byte[]? Tuple(string text) => Ends(text) is { } ends ? [FamilyOf(ends.Local), .. Bytes(ends.Local), .. Bytes(ends.Remote)] : null;

    /// <summary>An address parameter, or null when the text is none; an absolute path is a Unix socket's.</summary>
    public static byte[]? Address(string text) => text.StartsWith('/') ? [1, .. Encoding.UTF8.GetBytes(text), 0]
        : IPEndPoint.TryParse(text, out var end) ? [FamilyOf(end), .. Bytes(end)] : null;

    /// <summary>
    /// A descriptor of the start: a path, <c>tcp</c> or <c>udp</c> with two ends, or with one that listens. Null when the text is none.
    /// </summary>
    public static CapturedDescriptor? Descriptor(long number, string text)
    {
        if (text.StartsWith('/'))
            return new(number, DescriptorType.File, 0, Encoding.UTF8.GetBytes(text), [], 0, [], 0, (byte)L4Protocol.Unknown, 0, 0, 0, 0);
        byte protocol = (byte)(text.StartsWith("udp ", StringComparison.Ordinal) ? L4Protocol.Udp : L4Protocol.Tcp);
        if (!text.StartsWith("udp ", StringComparison.Ordinal) && !text.StartsWith("tcp ", StringComparison.Ordinal))
            return null;
        if (Ends(text[4..]) is { } ends)
        {
            var type = FamilyOf(ends.Local) == 2 ? DescriptorType.Ipv4 : DescriptorType.Ipv6;
            return new(number, type, 0, [], ends.Local.Address.GetAddressBytes(), (ushort)ends.Local.Port, ends.Remote.Address.GetAddressBytes(),
                (ushort)ends.Remote.Port, protocol, 0, 0, 0, 0);
        }

        if (!IPEndPoint.TryParse(text[4..], out var listens))
            return null;
        var server = FamilyOf(listens) == 2 ? DescriptorType.Ipv4Server : DescriptorType.Ipv6Server;
        return new(number, server, 0, [], listens.Address.GetAddressBytes(), (ushort)listens.Port, [], 0, protocol, 0, 0, 0, 0);
    }

    private static (IPEndPoint Local, IPEndPoint Remote)? Ends(string text) =>
        text.Split("->", StringSplitOptions.TrimEntries) is [var local, var remote]
        && IPEndPoint.TryParse(local, out var from) && IPEndPoint.TryParse(remote, out var to) && FamilyOf(from) == FamilyOf(to) ? (from, to) : null;

    private static byte FamilyOf(IPEndPoint end) => (byte)(end.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 2 : 10);

    private static byte[] Bytes(IPEndPoint end) => [.. end.Address.GetAddressBytes(), (byte)end.Port, (byte)(end.Port >> 8)];
}
