using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using Saker.Events;
using Saker.Fields;
using Saker.Rules.Planning;

namespace Saker.Cli.Listing;

/// <summary>What the kernel plan asks of sockets, in words.</summary>
internal static class SocketText
{
    private static readonly string[] families = ["IPv4", "IPv6", "unix", "others"];

    /// <summary>Such as <c>IPv4 or IPv6, only TCP, not within 127.0.0.0/8</c>.</summary>
    public static string OfKinds(ImmutableArray<SocketKind> kinds)
    {
        var text = string.Join(" or ", families.Where((_, family) => kinds.Any(kind => (int)(kind & SocketKind.Family) == family)));
        if (kinds.All(kind => (kind & SocketKind.Tcp) != 0))
            text += ", only TCP";
        else if (kinds.All(kind => (kind & SocketKind.Tcp) == 0))
            text += ", no TCP";
        if (kinds.All(kind => (kind & SocketKind.Loopback) == 0))
            text += ", not within 127.0.0.0/8";
        return text;
    }

    /// <summary>A port or an address.</summary>
    public static string OfEnd(SocketEnd end) => end.Port is { } port ? $"port {port}" : OfAddress(end.Address);

    private static string OfAddress(IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, address.High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], address.Low);
        return new IPAddress(address.IsIPv4 ? bytes[12..] : bytes).ToString();
    }
}
