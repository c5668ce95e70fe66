using Saker.Events;
using Saker.Events.Captures;
using Saker.Testing;

namespace Saker.State.Tests;

/// <summary>Sockets of captures: which side a process is on, and what a connection is called.</summary>
public sealed unsafe class SocketTests : IDisposable
{
    private const int Unix = 1;
    private const int IPv4 = 2;
    private const int IPv6 = 10;
    private const int Stream = 1;
    private const int Datagram = 2;

    private readonly Machine machine = new();

    public SocketTests()
    {
        machine.State.Interfaces.Add(new CapturedInterface("lo", EventBuilder.Ip("127.0.0.1"), [255, 0, 0, 0]));
        machine.State.Interfaces.Add(new CapturedInterface("eth0", EventBuilder.Ip("10.0.0.1"), [255, 255, 255, 0]));
        machine.State.Interfaces.Add(new CapturedInterface("eth1", EventBuilder.Ip("192.168.7.1"), [255, 255, 255, 0]));
    }

    [Fact]
    public void A_bound_port_makes_a_server_and_no_port_makes_nobody()
    {
        Make(IPv4, Stream);
        machine.ApplyAndFinish(EventCode.SocketBindX, 100, 0, EventBuilder.Address("0.0.0.0", 0), 3);
        machine.Ask("fd.sport").Should().BeNull();
        machine.ApplyAndFinish(EventCode.SocketBindX, 100, 0, EventBuilder.Address("0.0.0.0", 22), 3);
        machine.Ask("fd.is_server").Should().Be("1");
        machine.Apply(EventCode.SocketListenX, 100, 0, 3, 5);
        machine.Ask("fd.name").Should().Be("0.0.0.0:22");
        machine.Ask("fd.sport").Should().Be("22");
        machine.Ask("fd.sproto").Should().Be("", "nobody talks to it yet");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-115, true)]
    [InlineData(-111, false)]
    [InlineData(-110, false)]
    public void A_connect_makes_a_client_when_it_succeeds_or_goes_on(int result, bool isClient)
    {
        Make(IPv4, Stream);
        machine.Apply(EventCode.SocketConnectX, 100, result, EventBuilder.Tuple("10.0.0.1", 4000, "1.2.3.4", 443), 3, null);
        machine.Ask("fd.connected").Should().Be(isClient ? "1" : "0");
        machine.Ask("fd.cport").Should().Be(isClient ? "4000" : null);
    }

    [Fact]
    public void A_bound_datagram_socket_that_connects_stays_the_server()
    {
        Make(IPv4, Datagram);
        machine.ApplyAndFinish(EventCode.SocketBindX, 100, 0, EventBuilder.Address("10.0.0.1", 53), 3);
        machine.Apply(EventCode.SocketConnectX, 100, 0, EventBuilder.Tuple("10.0.0.1", 53, "10.0.0.9", 4000), 3, null);
        machine.Ask("fd.name").Should().Be("10.0.0.9:4000->10.0.0.1:53");
        machine.Ask("fd.sport").Should().Be("53");
    }

    [Fact]
    public void IPv4_inside_IPv6_is_IPv4()
    {
        machine.Apply(EventCode.SocketAccept_5X, 100, 4, EventBuilder.Tuple("::ffff:1.2.3.4", 999, "::ffff:10.0.0.1", 80), 0, 0, 0);
        machine.Ask("fd.name").Should().Be("::ffff:1.2.3.4:999->::ffff:10.0.0.1:80".Replace("::ffff:", ""));
        machine.Ask("fd.cip").Should().Be("1.2.3.4");
        machine.Ask("fd.type").Should().Be("ipv4");
    }

    [Fact]
    public void A_socket_bound_to_no_address_is_of_IPv4_when_it_speaks_to_IPv4()
    {
        machine.Apply(EventCode.SocketSocketX, 100, 3, 10, 2, 0, 0);
        machine.Apply(EventCode.SocketSendtoX, 100, 4, new byte[4], 3, 4, EventBuilder.Tuple("::", 999, "::ffff:10.0.0.1", 53));
        machine.Ask("fd.type").Should().Be("ipv4");
        machine.Ask("fd.sip").Should().Be("10.0.0.1");
        machine.Ask("evt.arg", "tuple").Should().Be("0.0.0.0:999->10.0.0.1:53");
        machine.Apply(EventCode.SocketSendtoX, 100, 4, new byte[4], 3, 4, EventBuilder.Tuple("::", 999, "::1", 53));
        machine.Ask("fd.type").Should().Be("ipv6");
        machine.Ask("evt.arg", "tuple").Should().Be(":::999->::1:53");
    }

    [Fact]
    public void An_accepted_connection_is_one_of_a_server()
    {
        machine.Apply(EventCode.SocketAccept4_6X, 100, 4, EventBuilder.Tuple("1.2.3.4", 999, "10.0.0.1", 80), 0, 0, 0, 0);
        machine.Ask("fd.is_server").Should().Be("1");
        machine.Ask("fd.connected").Should().Be("1");
        machine.Ask("fd.l4proto").Should().Be("tcp");
        machine.Ask("fd.sip").Should().Be("10.0.0.1");
    }

    [Fact]
    public void A_socket_that_nobody_saw_being_made_is_known_by_where_it_sends()
    {
        machine.Apply(EventCode.SocketSendtoX, 100, 4, new byte[4], 9, 4, EventBuilder.Tuple("10.0.0.1", 5000, "8.8.8.8", 53));
        machine.Ask("fd.name").Should().Be("10.0.0.1:5000->8.8.8.8:53");
        machine.Ask("fd.l4proto").Should().Be("udp");
        machine.Ask("fd.sip").Should().Be("8.8.8.8");
        machine.Apply(EventCode.SocketSendtoX, 100, -1, new byte[4], 8, 4, EventBuilder.Tuple("10.0.0.1", 5000, "8.8.8.8", 53));
        machine.Ask("fd.type").Should().BeNull("nothing is known from a call that failed");
    }

    [Fact]
    public void Who_sends_first_is_the_client_and_a_bound_socket_the_server()
    {
        Make(IPv4, Datagram);
        machine.Apply(EventCode.SocketRecvfromX, 100, 4, new byte[4], EventBuilder.Tuple("10.0.0.9", 4000, "10.0.0.1", 53), 3, 4);
        machine.Ask("fd.sport").Should().Be("53", "it received first");
        machine.Apply(EventCode.SocketSendtoX, 100, 4, new byte[4], 3, 4, EventBuilder.Tuple("10.0.0.1", 53, "10.0.0.9", 4000));
        machine.Ask("fd.name").Should().Be("10.0.0.9:4000->10.0.0.1:53");
        machine.Ask("fd.name_changed").Should().Be("0");

        Make(IPv4, Datagram);
        machine.ApplyAndFinish(EventCode.SocketBindX, 100, 0, EventBuilder.Address("10.0.0.1", 53), 3);
        machine.Apply(EventCode.SocketSendtoX, 100, 4, new byte[4], 3, 4, EventBuilder.Tuple("10.0.0.1", 53, "10.0.0.9", 4000));
        machine.Ask("fd.sport").Should().Be("53", "it is bound");
        machine.Apply(EventCode.SocketRecvfromX, 100, 4, new byte[4], EventBuilder.Tuple("10.0.0.7", 4000, "10.0.0.1", 53), 3, 4);
        machine.Ask("fd.name_changed").Should().Be("1", "another peer is another name");
    }

    [Theory]
    [InlineData("192.168.7.20", "192.168.7.1")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("8.8.8.8", "10.0.0.1")]
    public void An_end_that_the_kernel_leaves_out_is_told_from_the_machine_s_addresses(string peer, string own)
    {
        Make(IPv4, Datagram);
        machine.Apply(EventCode.SocketSendtoX, 100, 4, new byte[4], 3, 4, EventBuilder.Tuple("0.0.0.0", 5000, peer, 53));
        machine.Ask("fd.name").Should().Be($"{own}:5000->{peer}:53");
    }

    [Fact]
    public void The_first_data_names_a_connection_whose_beginning_was_missed()
    {
        Make(IPv4, Stream);
        machine.Apply(EventCode.SocketSendtoX, 100, 4, new byte[4], 3, 4, EventBuilder.Tuple("10.0.0.1", 5000, "1.2.3.4", 443));
        machine.Ask("fd.name").Should().Be("10.0.0.1:5000->1.2.3.4:443");
        machine.Ask("fd.l4proto").Should().Be("tcp");
    }

    [Theory]
    [InlineData(Stream, 0, "<NA>")]
    [InlineData(Datagram, 0, "<NA>")]
    [InlineData(3, 1, "raw")]
    public void A_protocol_is_spoken_of_once_a_side_is_known_unless_there_is_none(int type, int protocol, string expected)
    {
        machine.Apply(EventCode.SocketSocketX, 100, 3, IPv4, type, protocol, 0);
        machine.Ask("fd.l4proto").Should().Be(expected);
    }

    [Fact]
    public void Names_show_the_ends()
    {
        Make(IPv6, Stream);
        machine.ApplyAndFinish(EventCode.SocketBindX, 100, 0, EventBuilder.Address("::", 8080), 3);
        machine.Ask("fd.name").Should().Be(":::8080");
        Make(IPv6, Stream);
        machine.Apply(EventCode.SocketConnectX, 100, 0, EventBuilder.Tuple("::1", 4000, "fe80::2", 80), 3, null);
        machine.Ask("fd.name").Should().Be("::1:4000->fe80::2:80");
        Make(Unix, Stream);
        byte[] ends = [1, .. BitConverter.GetBytes(0xff10UL), .. BitConverter.GetBytes(0xff20UL), .. "/run/x.sock\0"u8];
        machine.Apply(EventCode.SocketConnectX, 100, 0, ends, 3, null);
        machine.Ask("fd.name").Should().Be("ff10->ff20 /run/x.sock");
    }

    [Fact]
    public void The_local_end_is_the_one_with_an_address_of_this_machine()
    {
        machine.Apply(EventCode.SocketAccept_5X, 100, 4, EventBuilder.Tuple("1.2.3.4", 999, "10.0.0.1", 80), 0, 0, 0);
        machine.Ask("fd.lip").Should().Be("10.0.0.1");
        machine.Ask("fd.rip").Should().Be("1.2.3.4");
        Make(IPv4, Stream);
        machine.Apply(EventCode.SocketConnectX, 100, 0, EventBuilder.Tuple("10.0.0.1", 4000, "1.2.3.4", 443), 3, null);
        machine.Ask("fd.lip").Should().Be("10.0.0.1");
        machine.Ask("fd.rport").Should().Be("443");
    }

    public void Dispose() => machine.Dispose();

    private void Make(int family, int type) => machine.ApplyAndFinish(EventCode.SocketSocketX, 100, 3, family, type, 0, 0);
}
