using Saker.Events;
using Saker.Testing;

namespace Saker.State.Tests;

/// <summary>What an exec changes, and what names a process goes by.</summary>
public sealed unsafe class ExecTests : IDisposable
{
    private readonly Machine machine = new();

    [Fact]
    public void An_exec_tells_who_runs_what()
    {
        object?[] exec = Machine.ExecValues(0, 100, "/usr/bin/id", "-u");
        (exec[16], exec[17], exec[18], exec[22], exec[26], exec[28], exec[29]) = (34817, 101, 1002, 1L, 7, 102, 8);
        machine.Apply(EventCode.SyscallExecve_19X, 100, exec);
        foreach (var (field, value) in new[]
        {
            ("proc.name", "id"), ("proc.exe", "/usr/bin/id"), ("proc.exepath", "/usr/bin/id"), ("proc.args", "-u"), ("proc.env[HOME]", "/root"),
            ("proc.tty", "34817"), ("proc.vpgid", "101"), ("proc.pgid", "102"), ("user.loginuid", "1002"), ("user.uid", "7"), ("group.gid", "8"),
            ("thread.cap_effective", "CAP_CHOWN"), ("proc.exe_ino", "42"),
        })
        {
            string[] parts = field.TrimEnd(']').Split('[');
            machine.Ask(parts[0], parts.ElementAtOrDefault(1)).Should().Be(value, field);
        }
    }

    [Fact]
    public void A_failed_exec_is_seen_and_shows_the_old_program()
    {
        machine.Apply(EventCode.SyscallExecve_19X, 100, Machine.ExecValues(-13, 100, "/root/secret"));
        machine.Ask("evt.res").Should().Be("EACCES");
        machine.Ask("proc.exepath").Should().Be("/usr/bin/bash");
        machine.Ask("evt.arg.filename").Should().Be("/root/secret");
    }

    [Fact]
    public void The_mark_of_a_deleted_program_is_no_part_of_its_path()
    {
        object?[] exec = Machine.ExecValues(0, 100, "/tmp/x");
        exec[27] = "/tmp/x (deleted)";
        machine.Apply(EventCode.SyscallExecve_19X, 100, exec);
        machine.Ask("proc.exepath").Should().Be("/tmp/x");
    }

    [Fact]
    public void An_exec_closes_what_was_opened_to_be_closed_by_it()
    {
        const int closeOnExec = 4096;
        machine.ApplyAndFinish(EventCode.SyscallOpenX, 100, 3, "/kept", 1, 0, 0, 0);
        machine.ApplyAndFinish(EventCode.SyscallOpenX, 100, 4, "/gone", 1 | closeOnExec, 0, 0, 0);
        machine.ApplyAndFinish(EventCode.SocketAccept4_6X, 100, 5, EventBuilder.Tuple("1.1.1.1", 1, "2.2.2.2", 2), 0, 0, 0, closeOnExec);
        machine.Exec(100, "/bin/true");
        machine.AskOf(100, "proc.fdopencount").Should().Be("1");
        machine.Apply(EventCode.SyscallReadX, 100, 1, new byte[1], 3, 1);
        machine.Ask("fd.name").Should().Be("/kept");
    }

    [Fact]
    public void An_exec_of_a_thread_brings_its_dead_leader_back()
    {
        machine.Fork(200, 100);
        machine.Thread(201, 200, 100);
        machine.Exit(200);
        machine.Exec(200, "/bin/true");
        (machine.Find(201) == null).Should().BeTrue();
        machine.AskOf(200, "proc.name").Should().Be("true");
        machine.Exit(200);
        (machine.Find(200) == null).Should().BeTrue();
    }

    [Theory]
    [InlineData("./tool", "/home/tool")]
    [InlineData("/opt/./tool", "/opt/tool")]
    [InlineData("<NA>", "<NA>")]
    [InlineData(null, "/usr/bin/bash")]
    public void Old_captures_tell_the_program_by_the_path_that_was_given(string? given, string expected)
    {
        object?[] exec = Machine.ExecValues(0, 100, "tool");
        (exec[27], exec[30]) = (null, given);
        machine.Apply(EventCode.SyscallExecve_19X, 100, exec);
        machine.Ask("proc.exepath").Should().Be(expected);
    }

    [Fact]
    public void What_an_old_capture_does_not_tell_stays_as_it_was()
    {
        machine.Exec(100, "/bin/a");
        object?[] exec = Machine.ExecValues(0, 100, "/bin/b");
        foreach (int later in new[] { 13, 15, 19, 23, 24, 25 })
            exec[later] = null;
        machine.Apply(EventCode.SyscallExecve_19X, 100, exec);
        machine.Ask("proc.name").Should().Be("/bin/b", "without a command name it goes by its argument 0");
        machine.Ask("proc.env").Should().Be("HOME=/root");
        machine.Ask("proc.is_exe_writable").Should().Be("1");
        machine.Ask("proc.exe_ino").Should().Be("42");
    }

    [Fact]
    public void A_thread_that_renames_itself_keeps_the_name_it_was_seen_with()
    {
        const int setName = 15;
        machine.Apply(EventCode.SyscallPrctlX, 100, 0, setName, "sshd", 0);
        machine.Ask("proc.name").Should().Be("bash");
    }

    [Fact]
    public void A_name_is_the_thread_s_and_a_parent_s_name_is_its_process()
    {
        machine.Fork(200, 100, "server");
        machine.Thread(201, 200, 100);
        machine.AskOf(201, "proc.name").Should().Be("worker");
        machine.AskOf(201, "proc.aname", "0").Should().Be("server");
        machine.Fork(300, 201, "job");
        machine.AskOf(300, "proc.pname").Should().Be("server");
        machine.AskOf(300, "proc.aname").Should().Be("server bash init");
    }

    [Fact]
    public void A_lineage_that_goes_in_a_circle_ends()
    {
        machine.Fork(200, 300, "a");
        machine.Fork(300, 200, "b");
        machine.Exec(200, "/bin/a");
        string[] names = machine.AskOf(300, "proc.aname")!.Split(' ');
        names.Should().HaveCountLessThanOrEqualTo(Kinship.MaxAncestors);
    }

    [Theory]
    [InlineData(1, "proc.is_exe_writable")]
    [InlineData(2, "proc.is_exe_upper_layer")]
    [InlineData(4, "proc.is_exe_from_memfd")]
    [InlineData(8, "proc.is_exe_lower_layer")]
    public void The_kernel_says_what_kind_of_file_a_program_is(int flag, string field)
    {
        object?[] exec = Machine.ExecValues(0, 100, "/bin/x");
        exec[19] = flag;
        machine.Apply(EventCode.SyscallExecve_19X, 100, exec);
        foreach (string each in new[] { "proc.is_exe_writable", "proc.is_exe_upper_layer", "proc.is_exe_from_memfd", "proc.is_exe_lower_layer" })
            machine.Ask(each).Should().Be(each == field ? "1" : "0", each);
    }

    public void Dispose() => machine.Dispose();
}
