using System.Buffers.Binary;
using System.Net;
using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>Sockets: every parameter of success and failure, and what the kernel says of both ends.</summary>
public sealed class NetworkTests
{
    private static readonly Lock Gate = new();
    private static Act? shared;

    private readonly Act act;

    public NetworkTests(ProbeFixture fixture)
    {
        lock (Gate)
            act = shared ??= Act.Do(fixture, "sockets");
    }

    [Fact]
    public void Socket()
    {
        act.One(EventCode.SocketSocketX).ShouldHave(("fd", act["listener"]), ("domain", 2L), ("type", 1L), ("proto", 0L), ("flags", 0L));
        act.One(EventCode.SocketSocketX).Descriptor("fd").Type.Should().Be((byte)DescriptorType.Ipv4);
    }

    [Fact]
    public void Bind()
    {
        act.One(EventCode.SocketBindX).ShouldHave(("res", 0L), ("addr", Ipv4("127.0.0.1", 0)), ("fd", act["listener"]));
        act.One(EventCode.SocketBindX, 1).ShouldHave(("res", -99L), ("addr", Ipv4("203.0.113.1", 80)), ("fd", act["listener"]));
        var descriptor = act.One(EventCode.SocketBindX).Descriptor("fd");
        descriptor.Type.Should().Be((byte)DescriptorType.Ipv4);
        descriptor.L4Protocol.Should().Be((byte)L4Protocol.Tcp);
        descriptor.LocalPort.Should().Be((ushort)act["port"]);
        descriptor.Role.Should().Be((byte)SocketRole.Server);
        byte[] name = [1, .. "saker-kernel-test\0"u8];
        act.One(EventCode.SocketBindX, 4).Bytes("addr").Should().Equal(name);
    }

    [Fact]
    public void Listen()
    {
        act.One(EventCode.SocketListenX).ShouldHave(("res", 0L), ("fd", act["listener"]), ("backlog", 5L));
        act.One(EventCode.SocketListenX, 1).ShouldHave(("res", -9L), ("fd", 999L), ("backlog", 5L));
        var descriptor = act.One(EventCode.SocketListenX).Descriptor("fd");
        descriptor.Type.Should().Be((byte)DescriptorType.Ipv4Server);
        descriptor.Flags.Should().Be((byte)DescriptorFlags.Listening);
    }

    [Fact]
    public void Connect()
    {
        var connect = act.One(EventCode.SocketConnectX);
        connect.ShouldHave(("res", 0L), ("tuple", Tuple4(act["client_port"], act["port"])), ("fd", connect.Number("fd")), ("addr", Ipv4("127.0.0.1", act["port"])));
        var descriptor = connect.Descriptor("fd");
        descriptor.Type.Should().Be((byte)DescriptorType.Ipv4);
        descriptor.Role.Should().Be((byte)SocketRole.Client);
        descriptor.Flags.Should().Be((byte)DescriptorFlags.Connected);
        descriptor.LocalPort.Should().Be((ushort)act["client_port"]);
        descriptor.RemotePort.Should().Be((ushort)act["port"]);
        Address(descriptor.RemoteAddress, 4).Should().Be(IPAddress.Loopback);

        var refused = act.One(EventCode.SocketConnectX, 1);
        refused.ShouldHave(("res", -111L), ("tuple", Array.Empty<byte>()), ("fd", refused.Number("fd")), ("addr", Ipv4("127.0.0.1", 1)));
    }

    [Fact]
    public void ConnectOverIpv6()
    {
        var connect = act.One(EventCode.SocketConnectX, 2);
        byte[] loopback = IPAddress.IPv6Loopback.GetAddressBytes();
        connect.ShouldHave(("res", 0L), ("tuple", (byte[])[10, .. loopback, .. Port(connect.Descriptor("fd").LocalPort), .. loopback, .. Port(act["port6"])]),
            ("fd", connect.Number("fd")), ("addr", (byte[])[10, .. loopback, .. Port(act["port6"])]));
        connect.Descriptor("fd").Type.Should().Be((byte)DescriptorType.Ipv6);
        Address(connect.Descriptor("fd").RemoteAddress, 16).Should().Be(IPAddress.IPv6Loopback);
    }

    [Fact]
    public void ConnectToAUnixSocket()
    {
        byte[] name = [.. "saker-kernel-test\0"u8];
        var connect = act.One(EventCode.SocketConnectX, 3);
        // Both ends are where the kernel has them.
        connect.ShouldHave(("res", 0L), ("tuple", (byte[])[1, .. connect.Bytes("tuple")[1..17], .. name]), ("fd", connect.Number("fd")), ("addr", (byte[])[1, .. name]));
        connect.Fact(FactKind.Path, "fd").Should().Be("saker-kernel-test");
        connect.Descriptor("fd").Type.Should().Be((byte)DescriptorType.Unix);
    }

    [Fact]
    public void Accept()
    {
        act.One(EventCode.SocketAccept4_6X).ShouldHave(("fd", act["accept4"]), ("tuple", Tuple4(act["client_port"], act["port"])),
            ("queuepct", 0L), ("queuelen", 0L), ("queuemax", 5L), ("flags", 4096L | 64));
        act.One(EventCode.SocketAccept_5X).ShouldHave(("fd", -9L), ("tuple", Array.Empty<byte>()), ("queuepct", 0L), ("queuelen", 0L), ("queuemax", 0L));
        act.One(EventCode.SocketAccept_5X, 1).Number("fd").Should().Be(act["accept"]);
        var descriptor = act.One(EventCode.SocketAccept4_6X).Descriptor("fd");
        descriptor.Role.Should().Be((byte)SocketRole.Server);
        descriptor.LocalPort.Should().Be((ushort)act["port"]);
        descriptor.RemotePort.Should().Be((ushort)act["client_port"]);
    }

    [Fact]
    public void Transfer()
    {
        var sent = act.One(EventCode.SocketSendtoX);
        sent.ShouldHave(("res", 13L), ("data", "hello, server"u8.ToArray()), ("fd", sent.Number("fd")), ("size", 13L), ("tuple", Tuple4(act["client_port"], act["port"])));
        act.One(EventCode.SocketRecvfromX).ShouldHave(("res", 13L), ("data", "hello, server"u8.ToArray()), ("tuple", Tuple4(act["client_port"], act["port"])),
            ("fd", act["accept4"]), ("size", 256L));
        act.One(EventCode.SocketRecvfromX, 1).ShouldHave(("res", -11L), ("data", Array.Empty<byte>()), ("tuple", Array.Empty<byte>()), ("fd", act["accept4"]), ("size", 256L));
        var datagram = act.One(EventCode.SocketSendtoX, 1);
        datagram.ShouldHave(("res", 8L), ("data", "datagram"u8.ToArray()), ("fd", datagram.Number("fd")), ("size", 8L),
            ("tuple", (byte[])[2, 0, 0, 0, 0, .. Port(datagram.Descriptor("fd").LocalPort), .. IPAddress.Loopback.GetAddressBytes(), .. Port(act["udp_port"])]));
        datagram.Descriptor("fd").L4Protocol.Should().Be((byte)L4Protocol.Udp);
    }

    [Fact]
    public void Messages()
    {
        var sent = act.One(EventCode.SocketSendmsgX);
        sent.ShouldHave(("res", 7L), ("data", "one two"u8.ToArray()), ("fd", sent.Number("fd")), ("size", 7L), ("tuple", Tuple4(act["client_port"], act["port"])));
        act.One(EventCode.SocketSendmsgX, 1).ShouldHave(("res", -9L), ("data", "one two"u8.ToArray()), ("fd", 999L), ("size", 7L), ("tuple", Array.Empty<byte>()));
        act.One(EventCode.SocketRecvmsgX).ShouldHave(("res", 7L), ("size", 7L), ("data", "one two"u8.ToArray()), ("tuple", Tuple4(act["client_port"], act["port"])),
            ("msgcontrol", Array.Empty<byte>()), ("fd", act["accept4"]));
    }

    private static byte[] Port(long port) => [(byte)port, (byte)(port >> 8)];

    private static byte[] Ipv4(string address, long port) => [2, .. IPAddress.Parse(address).GetAddressBytes(), .. Port(port)];

    private static byte[] Tuple4(long from, long to) =>
        [2, .. IPAddress.Loopback.GetAddressBytes(), .. Port(from), .. IPAddress.Loopback.GetAddressBytes(), .. Port(to)];

    private static IPAddress Address(DescriptorFactBytes16 bytes, int size) => new(((ReadOnlySpan<byte>)bytes)[..size]);
}
