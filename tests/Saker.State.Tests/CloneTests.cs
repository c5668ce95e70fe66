using Saker.Events;
using Saker.Testing;

namespace Saker.State.Tests;

/// <summary>How a new task comes to be known, and what it has from the one that made it.</summary>
public sealed unsafe class CloneTests : IDisposable
{
    private const ulong Second = 1_000_000_000;

    private readonly Machine machine = new();

    [Fact]
    public void A_child_that_ended_already_is_not_brought_back_by_its_maker()
    {
        machine.Fork(200, 100);
        machine.Exit(200);
        SayMade(200);
        (machine.Find(200) == null).Should().BeTrue();
        machine.Events.Time += 3 * Second;
        SayMade(200);
        (machine.Find(200) != null).Should().BeTrue("by now the number belongs to somebody else");
    }

    [Fact]
    public void A_child_that_told_of_itself_is_left_alone_though_its_maker_s_word_is_older()
    {
        machine.Fork(200, 100, "child");
        ulong told = machine.Find(200)->CloneTime;
        machine.Events.Time -= Second;
        SayMade(200);
        machine.Find(200)->CloneTime.Should().Be(told);
        machine.AskOf(200, "proc.name").Should().Be("child");
    }

    [Fact]
    public void A_child_in_the_place_of_an_old_task_whose_exit_was_missed_replaces_it()
    {
        machine.Fork(200, 100, "first");
        machine.Events.Time += Second;
        machine.Fork(200, 100, "again");
        machine.AskOf(200, "proc.name").Should().Be("first", "a word so soon is about the same task");
        machine.Events.Time += 3 * Second;
        machine.Fork(200, 100, "second");
        machine.AskOf(200, "proc.name").Should().Be("second");
        machine.State.Tasks.Count.Should().Be(3);
    }

    [Fact]
    public void A_process_has_its_maker_s_descriptors_and_loses_none_when_its_maker_does()
    {
        machine.ApplyAndFinish(EventCode.SyscallOpenX, 100, 3, "/etc/passwd", 1, 0, 0, 0);
        machine.Fork(200, 100);
        machine.ApplyAndFinish(EventCode.SyscallCloseX, 100, 0, 3);
        machine.Apply(EventCode.SyscallReadX, 200, 1, new byte[1], 3, 1);
        machine.Ask("fd.name").Should().Be("/etc/passwd");
    }

    [Fact]
    public void A_thread_has_the_descriptors_of_its_process()
    {
        machine.Fork(200, 100);
        machine.Thread(201, 200, 100);
        machine.ApplyAndFinish(EventCode.SyscallOpenX, 201, 3, "/etc/passwd", 1, 0, 0, 0);
        machine.Apply(EventCode.SyscallReadX, 200, 1, new byte[1], 3, 1);
        machine.Ask("fd.name").Should().Be("/etc/passwd");
        machine.AskOf(201, "proc.ppid").Should().Be("100", "a thread's parent is that of its process");
    }

    [Fact]
    public void A_process_that_a_thread_made_knows_the_thread_though_the_maker_told_of_it()
    {
        machine.Fork(200, 100);
        machine.Thread(201, 200, 100);
        machine.ApplyAndFinish(
            EventCode.SyscallClone_20X, 201, 202, "bash", Array.Empty<byte>(), 201, 200, 100, "", 1024, 0, 0, 0, 0, 0, "bash",
            Array.Empty<byte>(), 0, 1000, 1000, 201, 200, 0);
        machine.AskOf(202, "proc.ppid").Should().Be("200");
        machine.AskOf(202, "proc.ppid.ts").Should().Be(machine.Find(201)->CloneTime.ToString());
    }

    [Fact]
    public void A_process_inherits_who_it_is()
    {
        object?[] exec = Machine.ExecValues(0, 100, "/usr/bin/make", "all");
        (exec[16], exec[18], exec[19], exec[21], exec[24]) = (34816, 1001, 11, 5L, 77L);
        machine.ApplyAndFinish(EventCode.SyscallExecve_19X, 100, exec);
        machine.ApplyAndFinish(EventCode.SyscallClone_20X, 200, 0, "other", EventBuilder.List("-y"), 200, 200, 100, "", 1024, 0, 0, 0, 0, 0,
            "other", EventBuilder.List("cpu=/"), 0, 1000, 1000, 200, 200, 0);
        foreach (var (field, value) in new[]
        {
            ("proc.exepath", "/usr/bin/make"), ("proc.cmdline", "other -y"), ("proc.tty", "34816"), ("user.loginuid", "1001"), ("proc.sid", "100"),
            ("proc.pgid", "100"), ("thread.cap_permitted", "CAP_CHOWN CAP_DAC_READ_SEARCH"), ("proc.is_exe_writable", "1"),
            ("proc.is_exe_upper_layer", "1"), ("proc.is_exe_lower_layer", "1"), ("proc.is_exe_from_memfd", "0"), ("proc.exe_ino", "42"),
            ("proc.exe_ino.ctime", "77"), ("proc.env", "HOME=/root"), ("proc.cwd", "/home/"),
        })
            machine.AskOf(200, field).Should().Be(value, field);
    }

    [Fact]
    public void The_container_comes_with_the_cgroups_and_changes_with_them()
    {
        string id = new('a', 64);
        machine.ApplyAndFinish(EventCode.SyscallClone_20X, 200, 0, "sh", Array.Empty<byte>(), 200, 200, 100, "", 1024, 0, 0, 0, 0, 0, "sh",
            EventBuilder.List("memory=/docker/" + id), 0, 0, 0, 200, 200, 0);
        machine.AskOf(200, "container.id").Should().Be(id[..12]);
        machine.ApplyAndFinish(EventCode.SyscallClone_20X, 201, 0, "sh", Array.Empty<byte>(), 201, 201, 200, "", 1024, 0, 0, 0, 0, 0, "sh",
            null, 0, 0, 0, 201, 201, 0);
        machine.AskOf(201, "container.id").Should().Be(id[..12], "a child without a word on its cgroups is where its maker is");
        machine.Exec(201, "/bin/true");
        machine.AskOf(201, "container.id").Should().Be("host", "an exec tells them anew");
    }

    public void Dispose() => machine.Dispose();

    private void SayMade(long child) => machine.ApplyAndFinish(
        EventCode.SyscallClone_20X, 100, child, "bash", Array.Empty<byte>(), 100, 100, 1, "", 1024, 0, 0, 0, 0, 0, "bash",
        Array.Empty<byte>(), 0, 1000, 1000, 100, 100, 0);
}
