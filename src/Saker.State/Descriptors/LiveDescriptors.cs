using Saker.Events;

namespace Saker.State;

/// <summary>
/// The descriptor of a live event, from what the kernel says of it in the record. No table is kept, so nothing is wrong after
/// lost events.
/// </summary>
internal static unsafe class LiveDescriptors
{
    /// <summary>Sets the context's descriptor, if its event has one.</summary>
    public static void Resolve(EventContext context, Descriptor* into, NameMemory names)
    {
        var e = context.Event;
        int param = FdParams.Of(e.Info);
        if (param < 0 || !e.TryGetNumber(param, out long number))
            return;
        bool made = (e.Info.Flags & EventFlags.CreatesFd) != 0;
        long result = e.NumberOr(0, 0);
        if (made && result < 0)
            return;
        if (made && (e.Info.Flags & EventFlags.UsesFd) != 0 && e.TryGetDescriptor(0, out _))
            (param, number) = (0, result);
        context.FdNumber = (int)number;
        if (!e.TryGetDescriptor(param, out var fact))
            return;
        Fill(into, in fact, e);
        context.Fd = into;
        bool hasEnds = into->IsInternet && (!into->HasPeer || into->Role != SocketRole.None);
        context.FdNameChanged = hasEnds ? names.Changed(in *into) : made && OpenEvents.NameParam(e.Code) >= 0;
    }

    private static void Fill(Descriptor* into, ref readonly DescriptorFact fact, Event e)
    {
        *into = new Descriptor
        {
            Type = (DescriptorType)fact.Type,
            Protocol = (L4Protocol)fact.L4Protocol,
            Role = (SocketRole)fact.Role,
            Flags = (DescriptorFlags)fact.Flags,
            Device = UserDevice(fact.Dev),
            Inode = fact.Ino,
            Identity = fact.Identity,
            OpenFlags = fact.OpenFlags,
        };
        if (!into->IsInternet)
            return;
        if (!into->HasPeer)
        {
            fact.LocalAddress[..].CopyTo(into->Destination);
            into->DestinationPort = fact.LocalPort;
            return;
        }

        bool server = into->Role == SocketRole.Server;
        (server ? fact.RemoteAddress[..] : fact.LocalAddress[..]).CopyTo(into->Source);
        (server ? fact.LocalAddress[..] : fact.RemoteAddress[..]).CopyTo(into->Destination);
        into->SourcePort = server ? fact.RemotePort : fact.LocalPort;
        into->DestinationPort = server ? fact.LocalPort : fact.RemotePort;
        SocketTuple.Unmap(into);
        if (fact.RemotePort == 0)
            TakeTuple(into, e, fact.LocalPort);
    }

    /// <summary>An unconnected datagram socket has its peer in the event alone: whoever names the local port second is the server.</summary>
    private static void TakeTuple(Descriptor* into, Event e, ushort localPort)
    {
        int param = SocketTuple.ParamOf(e.Info);
        if (param < 0 || !SocketTuple.TryRead(e.Param(param), into))
            return;
        if (into->Role == SocketRole.None)
            into->Role = into->DestinationPort == localPort ? SocketRole.Server : SocketRole.Client;
    }

    /// <summary>The kernel's own device number in the form that stat gives to user space.</summary>
    private static uint UserDevice(uint kernel)
    {
        uint major = kernel >> 20;
        uint minor = kernel & 0xfffff;
        return (minor & 0xff) | (major << 8) | ((minor & ~0xffu) << 12);
    }
}
