using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Saker.Events;
using Saker.Events.Rendering;

namespace Saker.State;

/// <summary>Texts of sockets: <c>ip:port->ip:port</c>, <c>ip:port</c> for those that listen, <c>hex->hex path</c> for unix sockets.</summary>
internal static class SocketNames
{
    /// <summary>Appends the text of an IPv4 or IPv6 socket; nothing while it has no peer.</summary>
    public static void Append(Arena to, ref readonly Descriptor socket)
    {
        if (!socket.IsInternet)
            return;
        int size = socket.IsIPv4 ? 4 : 16;
        ReadOnlySpan<byte> source = socket.Source;
        ReadOnlySpan<byte> destination = socket.Destination;
        if (socket.HasPeer)
        {
            if (socket.Role != SocketRole.None)
                AddressText.AppendEnds(to, source[..size], socket.SourcePort, destination[..size], socket.DestinationPort);
        }
        else
        {
            AddressText.AppendEnd(to, destination[..size], socket.DestinationPort);
        }
    }

    /// <summary>Appends the text of a tuple parameter.</summary>
    public static void AppendTuple(Arena to, ReadOnlySpan<byte> tuple) => AddressText.AppendTuple(to, tuple);
}
