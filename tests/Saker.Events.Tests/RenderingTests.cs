using System.Net;
using System.Text;
using Saker.Events.Rendering;

namespace Saker.Events.Tests;

public class RenderingTests
{
    private readonly Arena text = new();

    [Theory]
    [InlineData(0u, "O_NONE")]
    [InlineData(1u, "O_RDONLY")]
    [InlineData(3u, "O_RDWR")]
    [InlineData(7u, "O_CREAT|O_RDWR")]
    [InlineData(4097u, "O_RDONLY|O_CLOEXEC")]
    public void Flags_come_in_the_order_of_their_table(uint value, string expected)
    {
        FlagText.AppendFlags(text.Open(), "file_flags", value);
        Text().Should().Be(expected);
    }

    [Fact]
    public void A_value_may_have_several_names()
    {
        FlagText.AppendNames(text.Open(), "socket_families", 1);
        Text().Should().Be("AF_LOCAL|AF_UNIX");
    }

    [Theory]
    [InlineData("1.2.3.4")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("1::")]
    [InlineData("2001:db8::1:0:0:1")]
    [InlineData("2001:db8:1:1:1:1:1:1")]
    [InlineData("1:0:2::3")]
    [InlineData("fe80::1234:5678:9abc:def0")]
    [InlineData("::ffff:1.2.3.4")]
    public void Addresses_are_written_as_everybody_does(string address)
    {
        AddressText.AppendAddress(text.Open(), IPAddress.Parse(address).GetAddressBytes());
        Text().Should().Be(address);
    }

    [Fact]
    public void Tuples()
    {
        AddressText.AppendTuple(text.Open(), [2, 1, 2, 3, 4, 80, 0, 5, 6, 7, 8, 187, 1]);
        Text().Should().Be("1.2.3.4:80->5.6.7.8:443");
        AddressText.AppendTuple(text.Open(), [1, 255, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, .. "/run/x\0"u8]);
        Text().Should().Be("ff->1 /run/x");
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(500_000_000, "0.5s")]
    [InlineData(1_234_567_890, "1.23457s")]
    public void Durations(long nanoseconds, string expected)
    {
        TimeText.AppendSeconds(text.Open(), (ulong)nanoseconds);
        Text().Should().Be(expected);
    }

    [Fact]
    public void Signals()
    {
        SignalNames.Of(9).Should().Be("SIGKILL");
        SignalNames.Of(40).Should().BeEmpty();
        SignalNames.AppendSet(text.Open(), 0b11);
        Text().Should().Be("SIGHUP SIGINT");
    }

    [Fact]
    public void An_arena_grows_and_keeps_what_was_written()
    {
        string first = new('a', 50_000);
        text.Open().Add(first);
        int start = text.Mark();
        text.Close();
        text.Open().Add(new string('b', 50_000)).Close();
        Encoding.UTF8.GetString(text.Slice(start, first.Length)).Should().Be(first);
    }

    private string Text() => Encoding.UTF8.GetString(text.Close());
}
