using Saker.Events;
using Saker.Testing;

namespace Saker.Fields.Tests;

public sealed class DescriptorFieldTests : FieldTests
{
    private const int ReadOnly = 1;

    [Fact]
    public void An_opened_file()
    {
        Apply(EventCode.SyscallOpenat_2X, 3, -100, "a/../f.txt", ReadOnly, 0, 0x801, 7);
        Ask("fd.num").Should().Be("3");
        Ask("fd.name").Should().Be("/root/f.txt");
        Ask("fd.nameraw").Should().Be("a/../f.txt");
        Ask("fd.directory").Should().Be("/root");
        Ask("fd.filename").Should().Be("f.txt");
        Ask("fd.type").Should().Be("file");
        Ask("fd.typechar").Should().Be("f");
        Ask("fd.ino").Should().Be("7");
        Ask("fd.dev.major").Should().Be("8");
        Ask("fd.dev.minor").Should().Be("1");
        Ask("fd.containername").Should().Be(":/root/f.txt");
        Ask("fd.uid").Should().Be("1003");
        Ask("fd.sip").Should().BeNull();
        Ask("evt.is_open_read").Should().Be("1");
        Ask("evt.is_open_write").Should().Be("0");
    }

    [Fact]
    public void A_path_from_a_directory_descriptor()
    {
        Apply(EventCode.SyscallOpenX, 3, "/srv", 1024, 0, 0, 0);
        Apply(EventCode.SyscallOpenat_2X, 4, 3, "x", ReadOnly, 0, 0, 0);
        Ask("fd.name").Should().Be("/srv/x");
    }

    [Theory]
    [InlineData("x", "<UNKNOWN>x", "<UNKNOWN>/x", "x(x)")]
    [InlineData("a/./b/../c", "<UNKNOWN>a/c", "<UNKNOWN>/a/c", "a/./b/../c(a/c)")]
    [InlineData("../x", "<UNKNOWN>../x", "x", "../x(x)")]
    [InlineData("/x", "/x", "/x", "/x")]
    public void A_path_from_a_descriptor_that_is_not_known(string given, string name, string absolute, string shown)
    {
        Apply(EventCode.SyscallOpenat_2X, -9, 9, given, ReadOnly, 0, 0, 0);
        Ask("fd.name").Should().Be(name);
        Ask("evt.abspath").Should().Be(absolute);
        Ask("evt.args").Should().Contain($" name={shown} ");
    }

    [Theory]
    [InlineData(EventCode.SyscallOpenat_2X, "f")]
    [InlineData(EventCode.SyscallOpenX, "o")]
    public void A_failed_open(EventCode code, string letter)
    {
        object?[] values = code == EventCode.SyscallOpenX ? [-2, "gone", ReadOnly, 0, 0, 0] : [-2, -100, "gone", ReadOnly, 0, 0, 0];
        Apply(code, values);
        Ask("fd.num").Should().Be("-1");
        Ask("fd.name").Should().Be("/root/gone");
        Ask("fd.directory").Should().Be("/root");
        Ask("fd.typechar").Should().Be(letter);
        Ask("fd.type").Should().BeNull();
        Ask("evt.res").Should().Be("ENOENT");
    }

    [Fact]
    public void A_connection()
    {
        Apply(EventCode.SocketSocketX, 3, 2, 1, 0, 0);
        Ask("fd.l4proto").Should().Be("<NA>");
        Ask("fd.name").Should().Be("");
        Ask("fd.sip").Should().BeNull();
        Apply(EventCode.SocketConnectX, -115, EventBuilder.Tuple("10.0.0.1", 4000, "1.2.3.4", 443), 3, EventBuilder.Address("1.2.3.4", 443));
        Ask("fd.name").Should().Be("10.0.0.1:4000->1.2.3.4:443");
        Ask("fd.l4proto").Should().Be("tcp");
        Ask("fd.cip").Should().Be("10.0.0.1");
        Ask("fd.sip").Should().Be("1.2.3.4");
        Ask("fd.sport").Should().Be("443");
        Ask("fd.lport").Should().Be("4000");
        Ask("fd.rip").Should().Be("1.2.3.4");
        Ask("fd.ip").Should().Be("10.0.0.1 1.2.3.4");
        Ask("fd.port").Should().Be("4000 443");
        Ask("fd.connected").Should().Be("1");
        Ask("fd.name_changed").Should().Be("1");
        Ask("fd.sockfamily").Should().Be("ip");
        Apply(EventCode.SocketConnectX, -111, null, 3, EventBuilder.Address("9.9.9.9", 1));
        Ask("fd.sip").Should().Be("1.2.3.4", "a refused connection changes nothing");
    }

    [Fact]
    public void A_listening_socket_and_what_it_accepts()
    {
        Apply(EventCode.SocketSocketX, 3, 2, 1, 0, 0);
        Apply(EventCode.SocketBindX, 0, EventBuilder.Address("0.0.0.0", 80), 3);
        Ask("fd.name").Should().Be("0.0.0.0:80");
        Ask("fd.is_server").Should().Be("1");
        Apply(EventCode.SocketAccept_5X, 4, EventBuilder.Tuple("5.6.7.8", 999, "10.0.0.1", 80), 0, 0, 0);
        Ask("fd.name").Should().Be("5.6.7.8:999->10.0.0.1:80");
        Ask("fd.rip").Should().Be("5.6.7.8");
        Ask("fd.lport").Should().Be("80");
    }

    [Fact]
    public void Datagrams_go_from_client_to_server_in_both_directions()
    {
        Apply(EventCode.SocketSocketX, 3, 2, 2, 0, 0);
        Apply(EventCode.SocketSendtoX, 4, new byte[4], 3, 4, EventBuilder.Tuple("10.0.0.1", 5000, "8.8.8.8", 53));
        Ask("fd.name").Should().Be("10.0.0.1:5000->8.8.8.8:53");
        Ask("fd.name_changed").Should().Be("1");
        Apply(EventCode.SocketRecvfromX, 4, new byte[4], EventBuilder.Tuple("8.8.8.8", 53, "10.0.0.1", 5000), 3, 4);
        Ask("fd.name").Should().Be("10.0.0.1:5000->8.8.8.8:53");
        Ask("fd.name_changed").Should().Be("0");
    }

    [Fact]
    public void A_duplicate_is_what_it_was_made_from()
    {
        Apply(EventCode.SyscallOpenX, 3, "/x", ReadOnly, 0, 0, 0);
        Apply(EventCode.SyscallDup2X, 1, 3, 1);
        Ask("fd.num").Should().Be("1");
        Ask("fd.name").Should().Be("/x");
        Ask("proc.stdout.name").Should().Be("/x");
    }

    [Fact]
    public void A_closed_descriptor_is_there_until_the_event_is_done()
    {
        Apply(EventCode.SyscallOpenX, 3, "/x", ReadOnly, 0, 0, 0);
        Apply(EventCode.SyscallCloseX, 0, 3);
        Ask("fd.name").Should().Be("/x");
        Apply(EventCode.SyscallReadX, -9, Array.Empty<byte>(), 3, 1);
        Ask("fd.name").Should().Be("");
        Ask("fd.type").Should().BeNull();
    }

    [Fact]
    public void Paths_of_calls_on_the_file_system()
    {
        Apply(EventCode.SyscallRenameatX, 0, -100, "a", -100, "/tmp//b");
        Ask("fs.path.source").Should().Be("/root/a");
        Ask("fs.path.sourceraw").Should().Be("a");
        Ask("fs.path.target").Should().Be("/tmp/b");
        Ask("fs.path.name").Should().BeNull();
        Apply(EventCode.SyscallUnlink_2X, -2, "x");
        Ask("fs.path.name").Should().BeNull("it failed");
    }

    [Fact]
    public void Events_without_descriptors_have_none()
    {
        Apply(EventCode.SyscallGetuidX, 0);
        Ask("fd.num").Should().BeNull();
        Ask("fd.name").Should().BeNull();
        Ask("fd.typechar").Should().BeNull();
    }
}
