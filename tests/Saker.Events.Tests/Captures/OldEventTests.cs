using System.Text;
using Saker.Events.Captures;

namespace Saker.Events.Tests.Captures;

/// <summary>Events as recorders of earlier years wrote them.</summary>
public class OldEventTests
{
    private const ulong Time = 1_500_000_000_000_000_000;
    private const long Tid = 42;

    [Theory]
    [InlineData(0x204u)]
    [InlineData(0x8010ABCDu)]
    [InlineData(0x208u)]
    public void The_number_of_parameters_follows_from_the_length(uint type)
    {
        var seen = Read(Begin().FirstFormat(type, EventCode.SyscallChdirX, Tid, Number(0), Text("/tmp")));
        seen.Events.Should().Equal("chdir cpu=3 tid=42 path=/tmp");
        seen.StateOnly.Should().Equal(type == 0x208);
    }

    [Fact]
    public void An_event_with_fewer_parameters_than_today_is_completed()
    {
        // open once told neither device nor inode.
        var seen = Read(Begin().FirstFormat(0x204, EventCode.SyscallOpenX, Tid, Number(3), Text("/etc/passwd"), Number(1)[..4], Number(0)[..4]));
        seen.Types.Single().Code.Should().Be(EventCode.SyscallOpenX);
        seen.Params.Single().Select(p => p.Length).Should().Equal(8, 12, 4, 4, 0, 0);
    }

    [Fact]
    public void What_the_entry_of_a_call_told_goes_to_its_exit()
    {
        var seen = Read(Begin()
            .Event(EventCode.SyscallCloseE, Time, Tid, Number(5))
            .Event(EventCode.SyscallReadE, Time, 43, Number(7), Number(512)[..4])
            .Event(EventCode.SyscallCloseX, Time, Tid, Number(0))
            .Event(EventCode.SyscallReadX, Time, 43, Number(2), "ab"u8.ToArray()));
        seen.Types.Select(t => t.Code).Should().Equal(EventCode.SyscallCloseX, EventCode.SyscallReadX);
        Numbers(seen.Params[0]).Should().Equal(0, 5);
        Numbers(seen.Params[1])[2..].Should().Equal(7, 512);
    }

    [Fact]
    public void An_entry_serves_one_exit_and_only_that_of_its_own_call()
    {
        var seen = Read(Begin()
            .Event(EventCode.SyscallCloseE, Time, Tid, Number(5))
            .Event(EventCode.SyscallCloseX, Time, Tid, Number(0))
            .Event(EventCode.SyscallCloseX, Time, Tid, Number(0))
            .Event(EventCode.SyscallUnlinkE, Time, Tid, Text("/a"))
            .Event(EventCode.SyscallCloseX, Time, Tid, Number(0)));
        seen.Params.Select(p => Numbers(p)[1]).Should().Equal(5, 0, 0);
    }

    [Fact]
    public void A_type_that_was_replaced_becomes_the_one_that_replaced_it()
    {
        var seen = Read(Begin()
            .Event(EventCode.SyscallLinkatE, Time, Tid, Number(-100), Text("a"), Number(4), Text("b"))
            .Event(EventCode.SyscallLinkatX, Time, Tid, Number(0))
            .Event(EventCode.SyscallUnlinkX, Time, Tid, Number(-2)));
        seen.Types.Select(t => t.Code).Should().Equal(EventCode.SyscallLinkat_2X, EventCode.SyscallUnlink_2X);
        seen.Params[0].Select(p => p.Length).Should().Equal(8, 8, 2, 8, 2, 0);
        seen.Params[1].Select(p => p.Length).Should().Equal([8, 0], "nobody knows the path of a call whose entry is missing");
    }

    [Fact]
    public void An_execve_of_the_first_revision_goes_the_whole_way()
    {
        byte[][] first = [Number(0), Text("/bin/ls"), Text("-l"), Number(7), Number(7), Number(1), Text("/home"), Number(1024)];
        var seen = Read(Begin().Event(EventCode.SyscallExecve_8E, Time, 7).Event(EventCode.SyscallExecve_8X, Time, 7, first));
        seen.Types.Select(t => t.Code).Should().Equal(EventCode.SyscallExecve_19E, EventCode.SyscallExecve_19X);
        seen.Params[1].Should().HaveCount(EventSchema.Of(EventCode.SyscallExecve_19X).Params.Length);
        seen.Params[1][..8].Should().BeEquivalentTo(first, o => o.WithStrictOrdering());
    }

    [Fact]
    public void A_user_that_was_not_recorded_is_no_user()
    {
        var seen = Read(Begin().Event(EventCode.SocketSocketX, Time, Tid, Number(3)).Event(EventCode.SyscallSetuidX, Time, Tid, Number(0)));
        Numbers(seen.Params[0]).Should().Equal(3, 0, 0, 0, 0);
        seen.Params[1][1].Should().BeEmpty();
    }

    [Fact]
    public void An_old_container_event_becomes_json()
    {
        var seen = Read(Begin().Event(EventCode.ContainerE, Time, Tid, Text("3ad7b26ded6d"), Number(0)[..4], Text("we\"b"), Text("nginx")));
        seen.Types.Single().Code.Should().Be(EventCode.ContainerJson_2E);
        Encoding.UTF8.GetString(seen.Params[0][0]).Should().Be("{\"id\":\"3ad7b26ded6d\",\"type\":0,\"name\":\"we\\u0022b\",\"image\":\"nginx\"}\0");
    }

    [Fact]
    public void Types_of_a_later_schema_are_passed_over()
    {
        var seen = Read(Begin().Event((EventCode)9999, Time, Tid, Number(0)).FirstFormat(0x204, (EventCode)9999, Tid, Number(0))
            .Event(EventCode.SyscallChdirX, Time, Tid, Number(0), Text("/")));
        seen.Events.Should().ContainSingle();
        seen.EventBlocks.Should().Be(3);
    }

    [Fact]
    public void A_length_that_no_number_of_parameters_gives_is_refused()
    {
        FluentActions.Invoking(() => Read(Begin().Block(0x204, w =>
        {
            w.Write((ushort)0);
            w.Write(Time);
            w.Write(Tid);
            w.Write(22 + 3);
            w.Write((ushort)EventCode.SyscallChdirX);
            w.Write(new byte[6]);
        }))).Should().Throw<CaptureException>().WithMessage("*offset 28: no number of parameters gives the length of this chdir event");
    }

    [Fact]
    public void Every_event_ends_as_one_of_today()
    {
        foreach (var info in EventSchema.Events)
        {
            for (int count = 0; count <= info.Params.Length; count++)
            {
                byte[][] parameters = [.. info.Params.Take(count).Select(p => new byte[p.Type.FixedSize()])];
                var bytes = info.LengthSize == 4 ? Begin().LargeEvent(info.Code, Time, Tid, parameters) : Begin().Event(info.Code, Time, Tid, parameters);
                var content = Read(bytes);
                foreach (var (type, seen) in content.Types.Zip(content.Params).Where(e => e.First.IsForRules))
                {
                    (type.Flags & EventFlags.OldVersion).Should().Be(EventFlags.None, $"{info.Code} with {count} parameters became {type.Code}");
                    seen.Length.Should().BeLessThanOrEqualTo(type.Params.Length);
                }
            }
        }
    }

    private static CaptureBytes Begin() => new CaptureBytes().Section();

    private static CaptureContent Read(CaptureBytes bytes) => CaptureContent.Read(bytes.Plain());

    private static byte[] Number(long value) => BitConverter.GetBytes(value);

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static long[] Numbers(byte[][] parameters) => [.. parameters.Select(p => p.Length switch
    {
        8 => BitConverter.ToInt64(p),
        4 => BitConverter.ToInt32(p),
        2 => BitConverter.ToInt16(p),
        1 => p[0],
        _ => 0,
    })];
}
