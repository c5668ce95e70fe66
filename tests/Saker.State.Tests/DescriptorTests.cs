using Saker.Events;
using Saker.Testing;

namespace Saker.State.Tests;

/// <summary>Descriptors that are copied, closed, passed on, and those that are no files.</summary>
public sealed unsafe class DescriptorTests : IDisposable
{
    private const int CloseOnExec = 4096;

    private readonly Machine machine = new();

    [Theory]
    [InlineData("dup", "1")]
    [InlineData("dup2", "1")]
    [InlineData("dup3", "1")]
    [InlineData("dup3 O_CLOEXEC", "0")]
    [InlineData("F_DUPFD", "1")]
    [InlineData("F_DUPFD_CLOEXEC", "0")]
    public void A_copy_is_its_source_under_another_number_and_survives_an_exec_unless_told_otherwise(string how, string survivors)
    {
        machine.ApplyAndFinish(EventCode.SyscallOpenX, 100, 3, "/x", 1 | CloseOnExec, 0, 0, 0);
        var (code, values) = how switch
        {
            "dup" => (EventCode.SyscallDup_1X, new object?[] { 7, 3 }),
            "dup2" => (EventCode.SyscallDup2X, [7, 3, 7]),
            "dup3" => (EventCode.SyscallDup3X, [7, 3, 7, 0]),
            "dup3 O_CLOEXEC" => (EventCode.SyscallDup3X, [7, 3, 7, CloseOnExec]),
            "F_DUPFD" => (EventCode.SyscallFcntlX, [7, 3, 1, 0L]),
            _ => (EventCode.SyscallFcntlX, [7, 3, 26, 0L]),
        };
        machine.Apply(code, 100, values);
        machine.Ask("fd.num").Should().Be("7");
        machine.Ask("fd.name").Should().Be("/x");
        machine.Ask("fd.type").Should().Be("file");
        machine.State.Finish(machine.Context);
        machine.Exec(100, "/bin/true");
        machine.AskOf(100, "proc.fdopencount").Should().Be(survivors);
    }

    [Fact]
    public void Types_are_listed_from_the_latest_and_a_fork_turns_them_round()
    {
        machine.ApplyAndFinish(EventCode.SyscallOpenX, 100, 3, "/x", 1, 0, 0, 0);
        machine.Apply(EventCode.SyscallPipe2X, 100, 0, 4, 5, 77, 0);
        machine.Ask("fd.types").Should().Be("pipe file");
        machine.State.Finish(machine.Context);
        machine.Fork(101, 100);
        machine.Apply(EventCode.SyscallCloseX, 101, 0, 3);
        machine.Ask("fd.types").Should().Be("file pipe");
    }

    [Fact]
    public void A_table_that_grows_turns_the_types_round()
    {
        machine.ApplyAndFinish(EventCode.SyscallOpenX, 100, 3, "/x", 1, 0, 0, 0);
        for (int number = 4; number < 16; number += 2)
            machine.ApplyAndFinish(EventCode.SyscallPipe2X, 100, 0, number, number + 1, 77, 0);
        machine.Apply(EventCode.SyscallCloseX, 100, 0, 3);
        machine.Ask("fd.types").Should().Be("pipe file");
        machine.Apply(EventCode.SocketSocketX, 100, 16, 2, 1, 0, 0);
        machine.Ask("fd.types").Should().Be("ipv4 file pipe");
    }

    [Fact]
    public void A_connection_that_becomes_a_standard_stream_is_seen_as_what_it_is()
    {
        machine.ApplyAndFinish(EventCode.SocketSocketX, 100, 3, 2, 1, 0, 0);
        machine.ApplyAndFinish(EventCode.SocketConnectX, 100, 0, EventBuilder.Tuple("10.0.0.1", 4000, "1.2.3.4", 443), 3, null);
        machine.Apply(EventCode.SyscallDup2X, 100, 0, 3, 0);
        machine.Ask("evt.rawres").Should().Be("0");
        machine.Ask("fd.type").Should().Be("ipv4");
        machine.Ask("fd.name").Should().Be("10.0.0.1:4000->1.2.3.4:443");
        machine.Ask("proc.stdin.type").Should().Be("ipv4");
    }

    [Theory]
    [InlineData(1L, "0")]
    [InlineData(0L, "1")]
    public void A_flag_set_later_decides_as_well(long flag, string survivors)
    {
        machine.ApplyAndFinish(EventCode.SyscallOpenX, 100, 3, "/x", 1 | (flag == 0 ? CloseOnExec : 0), 0, 0, 0);
        machine.ApplyAndFinish(EventCode.SyscallFcntlX, 100, 0, 3, 3, flag);
        machine.Exec(100, "/bin/true");
        machine.AskOf(100, "proc.fdopencount").Should().Be(survivors);
    }

    [Fact]
    public void A_number_is_used_again_by_whoever_opens_next()
    {
        machine.ApplyAndFinish(EventCode.SyscallOpenX, 100, 3, "/x", 1, 0, 0, 0);
        machine.Apply(EventCode.SyscallCloseX, 100, 0, 3);
        machine.Ask("fd.name").Should().Be("/x");
        machine.State.Finish(machine.Context);
        machine.Apply(EventCode.SyscallOpenX, 100, 3, "/y", 1, 0, 0, 0);
        machine.State.Finish(machine.Context);
        machine.Apply(EventCode.SyscallReadX, 100, 1, new byte[1], 3, 1);
        machine.Ask("fd.name").Should().Be("/y");
    }

    [Fact]
    public void A_missed_close_is_healed_by_the_next_open()
    {
        machine.ApplyAndFinish(EventCode.SyscallOpenX, 100, 3, "/x", 1, 0, 0, 0);
        machine.Apply(EventCode.SyscallOpenX, 100, 3, "/y", 1, 0, 0, 0);
        machine.Ask("fd.name").Should().Be("/y");
        machine.Ask("fd.name_changed").Should().Be("1");
        machine.Ask("proc.fdopencount").Should().Be("1");
    }

    [Fact]
    public void A_range_is_closed_at_once_or_at_the_next_exec()
    {
        const int onlyAtExec = 4;
        for (int fd = 3; fd <= 6; fd++)
            machine.ApplyAndFinish(EventCode.SyscallOpenX, 100, fd, "/x" + fd, 1, 0, 0, 0);
        machine.ApplyAndFinish(EventCode.SyscallCloseRangeX, 100, 0, 4, 5, 0);
        machine.AskOf(100, "proc.fdopencount").Should().Be("2");
        machine.ApplyAndFinish(EventCode.SyscallCloseRangeX, 100, 0, 6, uint.MaxValue, onlyAtExec);
        machine.AskOf(100, "proc.fdopencount").Should().Be("2");
        machine.Exec(100, "/bin/true");
        machine.AskOf(100, "proc.fdopencount").Should().Be("1");
    }

    [Theory]
    [InlineData(EventCode.SyscallPipe2X, "pipe")]
    [InlineData(EventCode.SyscallEventfd2X, "event")]
    [InlineData(EventCode.SyscallSignalfd4X, "signalfd")]
    [InlineData(EventCode.SyscallTimerfdCreateX, "timerfd")]
    [InlineData(EventCode.SyscallInotifyInit1X, "inotify")]
    [InlineData(EventCode.SyscallEpollCreate1X, "eventpoll")]
    [InlineData(EventCode.SyscallBpf_2X, "bpf")]
    [InlineData(EventCode.SyscallUserfaultfdX, "userfaultfd")]
    [InlineData(EventCode.SyscallIoUringSetupX, "io_uring")]
    public void What_is_no_file_has_a_type_of_its_own(EventCode code, string type)
    {
        object?[] values = new object?[EventSchema.Of(code).Params.Length];
        values[0] = 5;
        if (code == EventCode.SyscallPipe2X)
            (values[0], values[1], values[2]) = (0, 4, 5);
        if (code == EventCode.SyscallBpf_2X)
            values[1] = 0;
        machine.ApplyAndFinish(code, 100, values);
        machine.Apply(EventCode.SyscallReadX, 100, 1, new byte[1], 5, 1);
        machine.Ask("fd.type").Should().Be(type);
    }

    [Fact]
    public void Memory_has_the_name_it_was_given_and_a_process_that_of_its_directory()
    {
        machine.Apply(EventCode.SyscallMemfdCreateX, 100, 5, "payload", 0);
        machine.Ask("fd.type").Should().Be("memfd");
        machine.Ask("fd.name").Should().Be("payload");
        machine.Apply(EventCode.SyscallPidfdOpenX, 100, 6, 1, 0);
        machine.Ask("fd.type").Should().Be("pidfd");
        machine.Ask("fd.name").Should().Be("/nonexistent/proc/1");
    }

    [Fact]
    public void A_descriptor_fetched_from_another_process_is_what_it_is_there()
    {
        machine.ApplyAndFinish(EventCode.SyscallOpenX, 1, 9, "/etc/shadow", 1, 0, 0, 0);
        machine.ApplyAndFinish(EventCode.SyscallPidfdOpenX, 100, 6, 1, 0);
        machine.Apply(EventCode.SyscallPidfdGetfdX, 100, 7, 6, 9, 0);
        machine.Ask("fd.name").Should().Be("/etc/shadow");
        machine.State.Finish(machine.Context);
        machine.Apply(EventCode.SyscallReadX, 100, 1, new byte[1], 7, 1);
        machine.Ask("fd.name").Should().Be("/etc/shadow");
        machine.State.Finish(machine.Context);
        machine.Exec(100, "/bin/true");
        machine.Apply(EventCode.SyscallReadX, 100, -9, new byte[1], 7, 1);
        machine.Ask("fd.type").Should().BeNull("it came with the mark that an exec closes it");
    }

    [Fact]
    public void A_descriptor_passed_over_a_socket_is_known_when_it_is_used()
    {
        using var live = new Machine(live: true);
        var header = new FactHeader { Tgid = 100, ProcessStart = 1, Uid = 1000, Gid = 1000 };
        live.Events.Fact(2, new DescriptorFact { Type = (byte)DescriptorType.File, Ino = 9 }).Path(2, "/etc/shadow");
        live.Live(header, EventCode.SyscallReadX, 100, 1, new byte[1], 7, 1);
        live.Ask("fd.name").Should().Be("/etc/shadow");
        live.Ask("fd.ino").Should().Be("9");
    }

    public void Dispose() => machine.Dispose();
}
