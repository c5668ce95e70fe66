using Saker.Events;

namespace Saker.State;

/// <summary>Events of captures about sockets.</summary>
internal static unsafe class SocketTransitions
{
    private const long InProgress = -115;
    private const long Stream = 1;
    private const long Datagram = 2;
    private const long Raw = 3;
    private const uint CloseOnExecBit = 0x80000;
    private const uint OpenCloseOnExec = 4096;

    public static void Register(Register on)
    {
        on(Socket, EventCode.SocketSocketX);
        on(Bind, EventCode.SocketBindX);
        on(Connect, EventCode.SocketConnectX);
        on(Accept, EventCode.SocketAccept_5X, EventCode.SocketAccept4_6X);
        on(Pair, EventCode.SocketSocketpairX);
        on(Exchange, EventCode.SocketSendX, EventCode.SocketSendtoX, EventCode.SocketSendmsgX, EventCode.SocketSendmmsgX,
            EventCode.SocketRecvX, EventCode.SocketRecvfromX, EventCode.SocketRecvmsgX, EventCode.SocketRecvmmsgX);
    }

    private static void Socket(MachineState machine, EventContext context)
    {
        var e = context.Event;
        long number = e.NumberOr(0, -1);
        if (e.HasFacts || context.Task == null || number < 0)
            return;
        var socket = DescriptorTransitions.Open(context, number);
        socket->Type = e.NumberOr(1, 0) switch
        {
            1 => DescriptorType.Unix,
            2 => DescriptorType.Ipv4,
            10 => DescriptorType.Ipv6,
            16 => DescriptorType.Netlink,
            _ => DescriptorType.Unknown,
        };
        socket->CloseOnExec = ((uint)e.NumberOr(2, 0) & CloseOnExecBit) != 0;
        if (socket->IsInternet)
            socket->Protocol = ProtocolOf(e.NumberOr(2, 0) & 0xff, e.NumberOr(3, 0));
    }

    private static L4Protocol ProtocolOf(long type, long protocol) => protocol switch
    {
        6 => type == Stream ? L4Protocol.Tcp : L4Protocol.Raw,
        17 => type == Datagram ? L4Protocol.Udp : L4Protocol.Raw,
        0 => type switch { Stream => L4Protocol.Tcp, Datagram => L4Protocol.Udp, _ => L4Protocol.Unknown },
        1 => type == Raw ? L4Protocol.Raw : L4Protocol.Icmp,
        255 => L4Protocol.Raw,
        _ => L4Protocol.Unknown,
    };

    private static void Bind(MachineState machine, EventContext context)
    {
        var e = context.Event;
        var socket = context.Fd;
        var address = e.Param(1);
        if (e.HasFacts || socket == null || e.NumberOr(0, -1) < 0 || address.IsEmpty)
            return;
        if (address[0] == 1)
        {
            socket->Name.Set(e.Text(1)[1..]);
            context.FdNameChanged = true;
            return;
        }

        var bound = *socket;
        if (!SocketTuple.TryReadAddress(address, &bound, listens: true))
            return;
        context.FdNameChanged = true;
        if (bound.DestinationPort == 0)
        {
            // The kernel will choose a port; only the name tells of the bind until then.
            var text = context.Texts.Open();
            SocketNames.Append(text, in bound);
            socket->Name.Set(text.Written);
            return;
        }

        bound.Role = SocketRole.Server;
        bound.Name.Release();
        *socket = bound;
    }

    private static void Connect(MachineState machine, EventContext context)
    {
        var e = context.Event;
        var socket = context.Fd;
        long result = e.NumberOr(0, -1);
        if (e.HasFacts || socket == null || (result < 0 && result != InProgress))
            return;
        var before = *socket;
        if (!SocketTuple.TryRead(e.Param(1), socket) && !SocketTuple.TryReadAddress(e.Param(3), socket, listens: false))
            return;
        bool wasNamed = !socket->Name.IsEmpty;
        socket->Name.Release();
        if (socket->Type == DescriptorType.Unix)
            NameUnix(context, socket, e.Param(1));
        if (socket->Role == SocketRole.None)
            socket->Role = SocketRole.Client;
        else if (socket->Role == SocketRole.Server && socket->Protocol == L4Protocol.Udp)
            SwapEnds(socket);
        socket->Flags |= DescriptorFlags.Connected;
        context.FdNameChanged = (wasNamed && socket->IsInternet) || !SameEnds(in *socket, in before);
    }

    private static void Accept(MachineState machine, EventContext context)
    {
        var e = context.Event;
        long number = e.NumberOr(0, -1);
        if (e.HasFacts || context.Task == null || number < 0)
            return;
        var socket = default(Descriptor);
        if (!SocketTuple.TryRead(e.Param(1), &socket))
            return;
        socket.Protocol = socket.IsInternet ? L4Protocol.Tcp : L4Protocol.None;
        socket.Role = SocketRole.Server;
        socket.Flags = DescriptorFlags.Connected;
        socket.CloseOnExec = e.Code == EventCode.SocketAccept4_6X && ((uint)e.NumberOr(5, 0) & OpenCloseOnExec) != 0;
        *DescriptorTransitions.Open(context, number) = socket;
        context.FdNameChanged = true;
        if (socket.Type == DescriptorType.Unix)
            NameUnix(context, context.Fd, e.Param(1));
    }

    private static void Pair(MachineState machine, EventContext context)
    {
        var e = context.Event;
        if (e.HasFacts || context.Task == null || e.NumberOr(0, -1) < 0)
            return;
        for (int end = 1; end <= 2; end++)
        {
            var socket = DescriptorTransitions.Open(context, e.NumberOr(end, -1));
            socket->Type = DescriptorType.Unix;
            socket->UnixSource = (ulong)e.NumberOr(3, 0);
            socket->UnixDestination = (ulong)e.NumberOr(4, 0);
        }
    }

    /// <summary>Datagrams bring their ends with them; so does the first data of a connection whose beginning was missed.</summary>
    private static void Exchange(MachineState machine, EventContext context)
    {
        var e = context.Event;
        int param = SocketTuple.ParamOf(e.Info);
        if (e.HasFacts || context.Task == null || e.NumberOr(0, -1) < 0 || param < 0)
            return;
        bool sends = (e.Info.Flags & EventFlags.WritesToFd) != 0;
        if (context.Fd == null && sends)
            Assume(context, param);
        var socket = context.Fd;
        if (socket == null || (socket->Protocol == L4Protocol.Tcp && IsNamed(in *socket)))
            return;
        var seen = *socket;
        if (!SocketTuple.TryRead(e.Param(param), &seen))
            return;
        if (seen.IsInternet)
        {
            Complete(machine, &seen);
            Orient(&seen, socket, sends);
        }

        context.FdNameChanged = !SameEnds(in seen, in *socket);
        *socket = seen;
        if (seen.Type == DescriptorType.Unix)
            context.FdNameChanged = NameUnix(context, socket, e.Param(param));
    }

    /// <summary>A descriptor that nobody saw being made, but that sends to an address: most likely a datagram socket.</summary>
    private static void Assume(EventContext context, int param)
    {
        var seen = default(Descriptor);
        if (!SocketTuple.TryRead(context.Event.Param(param), &seen) || !seen.IsInternet || context.FdNumber < 0)
            return;
        var socket = DescriptorTransitions.Open(context, context.FdNumber);
        socket->Type = seen.Type;
        socket->Protocol = L4Protocol.Udp;
    }

    private static bool IsNamed(ref readonly Descriptor socket)
    {
        ReadOnlySpan<byte> source = socket.Source;
        ReadOnlySpan<byte> target = socket.Destination;
        return !socket.Name.IsEmpty || socket.SourcePort != 0 || socket.DestinationPort != 0 || source.ContainsAnyExcept((byte)0) ||
            target.ContainsAnyExcept((byte)0);
    }

    /// <summary>
    /// Turns a tuple, which goes from sender to receiver, so that it goes from client to server. Who sends first is the client, unless
    /// the socket was bound to be a server; over IPv6 Falco takes everybody for a client. Data that names its ends is a datagram, where
    /// nothing else is known of the protocol.
    /// </summary>
    private static void Orient(Descriptor* seen, Descriptor* before, bool sends)
    {
        if (before->Role == SocketRole.None)
            seen->Role = sends || !seen->IsIPv4 ? SocketRole.Client : SocketRole.Server;
        if (sends == (seen->Role == SocketRole.Server))
            SwapEnds(seen);
        if (seen->Protocol == L4Protocol.Unknown)
            seen->Protocol = L4Protocol.Udp;
        // A socket that listens is none with a peer yet.
        if (before->HasPeer)
            seen->Flags |= DescriptorFlags.Connected;
        seen->Name.Release();
    }

    /// <summary>A socket that is bound to no address has none in its datagrams; it is told from the machine's own.</summary>
    private static void Complete(MachineState machine, Descriptor* seen)
    {
        int size = seen->IsIPv4 ? 4 : 16;
        var source = seen->Source[..size];
        var target = seen->Destination[..size];
        bool missesSource = !source.ContainsAnyExcept((byte)0);
        if (!missesSource && target.ContainsAnyExcept((byte)0))
            return;
        var known = missesSource ? target : source;
        var own = machine.Interfaces.Towards(known);
        if (!own.SequenceEqual(known) || seen->SourcePort != seen->DestinationPort)
            own.CopyTo(missesSource ? source : target);
    }

    private static void SwapEnds(Descriptor* socket)
    {
        (socket->Source, socket->Destination) = (socket->Destination, socket->Source);
        (socket->SourcePort, socket->DestinationPort) = (socket->DestinationPort, socket->SourcePort);
    }

    private static bool SameEnds(ref readonly Descriptor a, ref readonly Descriptor b)
    {
        ReadOnlySpan<byte> source = a.Source;
        ReadOnlySpan<byte> target = a.Destination;
        return a.Type == b.Type && a.Role == b.Role && a.SourcePort == b.SourcePort && a.DestinationPort == b.DestinationPort && source.SequenceEqual(b.Source) &&
            target.SequenceEqual(b.Destination) && a.UnixSource == b.UnixSource && a.UnixDestination == b.UnixDestination;
    }

    /// <returns>Whether the socket goes by another name now.</returns>
    private static bool NameUnix(EventContext context, Descriptor* socket, ReadOnlySpan<byte> tuple)
    {
        var text = context.Texts.Open();
        SocketNames.AppendTuple(text, tuple);
        bool changes = !socket->Name.Span.SequenceEqual(text.Written);
        socket->Name.Set(text.Written);
        return changes;
    }
}
