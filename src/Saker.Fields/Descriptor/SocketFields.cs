using System.Runtime.InteropServices;
using Saker.Events;
using Saker.State;

namespace Saker.Fields;

/// <summary>
/// Ends of a connection (<c>fd.cip</c>, <c>fd.sport</c>, ...): client and server, or local and remote by the machine's own addresses.
/// Missing until it is known which side the process is on.
/// </summary>
internal static unsafe class SocketFields
{
    /// <summary>An end of a connection.</summary>
    private enum End
    {
        Client,
        Server,
        Local,
        Remote,
    }

    public static void Register(FieldRegistry on, FieldOptions options)
    {
        foreach (var (letter, end) in new[] { ('c', End.Client), ('s', End.Server), ('l', End.Local), ('r', End.Remote) })
        {
            on.Address($"fd.{letter}ip", (context, out value) => TryAddress(context, end, out value));
            on.Address($"fd.{letter}net", (context, out value) => TryAddress(context, end, out value));
            on.Number($"fd.{letter}port", (context, out value) => TryPort(context, end, out value));
            on.Text($"fd.{letter}proto", (context, out value) =>
            {
                bool isUnnamed = context.Fd != null && HasUnnamedPort(context.Fd, end);
                value = default;
                if (isUnnamed || !TryPort(context, end, out long port))
                    return isUnnamed;
                value = context.Texts.Open().Add(port).Close();
                return true;
            });
        }

        var names = new DomainNames(options.Hosts);
        foreach (var (letter, end) in new[] { ('c', End.Client), ('s', End.Server), ('l', End.Local), ('r', End.Remote) })
            on.Add($"fd.{letter}ip.name", (FieldInfo info, string? _, out string? error) => NameOf(info, end, names, out error));
        on.Add("fd.ip", EitherAddress);
        on.Add("fd.net", EitherAddress);
        on.Add("fd.port", EitherPort);
        on.Add("fd.proto", EitherPort);
        on.Text("fd.l4proto", static (context, out value) =>
        {
            value = context.Fd == null || !context.Fd->HasProtocol ? "<NA>"u8 : context.Fd->Protocol switch
            {
                L4Protocol.Tcp => "tcp"u8,
                L4Protocol.Udp => "udp"u8,
                L4Protocol.Icmp => "icmp"u8,
                L4Protocol.Raw => "raw"u8,
                _ => "<NA>"u8,
            };
            return context.Fd != null;
        });
        on.Text("fd.sockfamily", static (context, out value) =>
        {
            bool internet = context.Fd != null && context.Fd->IsInternet;
            value = internet ? "ip"u8 : "unix"u8;
            return internet || (context.Fd != null && context.Fd->Type == DescriptorType.Unix);
        });
        on.Text("fd.role", static (context, out value) =>
        {
            var role = context.Fd == null ? SocketRole.None : context.Fd->Role;
            value = role == SocketRole.Client ? "client"u8 : "server"u8;
            return role != SocketRole.None;
        });
        on.Number("fd.is_server", static (context, out value) =>
        {
            value = context.Fd != null && context.Fd->IsInternet && (!context.Fd->HasPeer || IsOwn(context, context.Fd->Destination)) ? 1 : 0;
            return context.Fd != null;
        });
    }

    /// <summary>Falco gives an empty text of ports that nobody uses yet, or that a unix socket does not have.</summary>
    private static bool HasUnnamedPort(State.Descriptor* fd, End end) => end switch
    {
        End.Client => fd->Role != SocketRole.None && (fd->Type == DescriptorType.Unix || (fd->IsInternet && !fd->HasPeer)),
        End.Server => fd->IsInternet && !fd->HasPeer,
        _ => false,
    };

    private static StringField NameOf(FieldInfo info, End end, DomainNames names, out string? error)
    {
        error = null;
        return new StringField(info, null, FieldScope.Event, (EventContext context, int index, out ReadOnlySpan<byte> value) =>
        {
            value = default;
            return TryAddress(context, end, out var address) && names.TryGetName(address, index, out value);
        }, FieldMultiplicity.Any)
        {
            Compared = names.Watch,
        };
    }

    private static Field? EitherAddress(FieldInfo info, string? argument, out string? error)
    {
        error = null;
        return new AddressField(info, null, FieldScope.Event, static (EventContext context, int index, out IpAddress value) =>
        {
            value = default;
            if (!TrySide(context, index, out bool source))
                return false;
            value = Address(context.Fd, source);
            return true;
        }, FieldMultiplicity.Either);
    }

    private static Field? EitherPort(FieldInfo info, string? argument, out string? error)
    {
        error = null;
        return new NumberField(info, null, FieldScope.Event, static (EventContext context, int index, out long value) =>
        {
            value = 0;
            if (!TrySide(context, index, out bool source))
                return false;
            value = source ? context.Fd->SourcePort : context.Fd->DestinationPort;
            return true;
        }, FieldMultiplicity.Either);
    }

    /// <summary>Both ends of a connection, in order; only the own one of a socket that listens.</summary>
    private static bool TrySide(EventContext context, int index, out bool source)
    {
        source = index == 0 && context.Fd != null && context.Fd->HasPeer;
        return context.Fd != null && context.Fd->IsInternet && index < (context.Fd->HasPeer ? 2 : 1) &&
            (!context.Fd->HasPeer || context.Fd->Role != SocketRole.None);
    }

    private static bool TryAddress(EventContext context, End end, out IpAddress value)
    {
        value = default;
        if (!TryEnd(context, end, out bool source))
            return false;
        value = Address(context.Fd, source);
        return true;
    }

    private static bool TryPort(EventContext context, End end, out long value)
    {
        value = 0;
        if (!TryEnd(context, end, out bool source))
            return false;
        value = source ? context.Fd->SourcePort : context.Fd->DestinationPort;
        return true;
    }

    /// <summary>Whether the descriptor has such an end, and whether it is the source of the tuple.</summary>
    private static bool TryEnd(EventContext context, End end, out bool source)
    {
        source = false;
        var fd = context.Fd;
        if (fd == null || !fd->IsInternet)
            return false;
        if (!fd->HasPeer)
            return end == End.Server;
        if (fd->Role == SocketRole.None)
            return false;
        source = end switch
        {
            End.Client => true,
            End.Server => false,
            End.Local => IsOwn(context, fd->Source),
            _ => !IsOwn(context, fd->Source),
        };
        return true;
    }

    private static bool IsOwn(EventContext context, ReadOnlySpan<byte> address) =>
        context.Machine!.Interfaces.Contains(address[..(context.Fd->IsIPv4 ? 4 : 16)]);

    private static IpAddress Address(State.Descriptor* fd, bool source)
    {
        var bytes = source ? fd->Source : fd->Destination;
        return IpAddress.FromBytes(((ReadOnlySpan<byte>)bytes)[..(fd->IsIPv4 ? 4 : 16)]);
    }
}
