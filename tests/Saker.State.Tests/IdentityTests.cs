using System.Text;
using Saker.Events;
using Saker.Testing;

namespace Saker.State.Tests;

/// <summary>Who a task is and where it is: users, capabilities, sessions, directories, limits, times.</summary>
public sealed unsafe class IdentityTests : IDisposable
{
    private readonly Machine machine = new();

    [Fact]
    public void A_directory_is_the_process_s_whichever_of_its_threads_changed_it()
    {
        machine.Fork(200, 100);
        machine.Thread(201, 200, 100);
        machine.ApplyAndFinish(EventCode.SyscallChdirX, 201, 0, "/srv");
        machine.AskOf(200, "proc.cwd").Should().Be("/srv/");
        machine.ApplyAndFinish(EventCode.SyscallOpenX, 200, 3, "/var/log", 1024, 0, 0, 0);
        machine.ApplyAndFinish(EventCode.SyscallFchdirX, 201, 0, 3);
        machine.AskOf(200, "proc.cwd").Should().Be("/var/log/");
        machine.ApplyAndFinish(EventCode.SyscallGetcwdX, 201, 9, "/real");
        machine.AskOf(200, "proc.cwd").Should().Be("/real/", "what the kernel returns corrects what was missed");
        machine.ApplyAndFinish(EventCode.SyscallChdirX, 201, -2, "/nowhere");
        machine.AskOf(200, "proc.cwd").Should().Be("/real/");
    }

    [Fact]
    public void A_root_is_the_thread_s()
    {
        machine.Thread(101, 100, 1);
        machine.ApplyAndFinish(EventCode.SyscallChrootX, 101, 0, "/jail");
        Encoding.UTF8.GetString(machine.Find(101)->Root.Span).Should().Be("/jail");
        machine.Find(100)->Root.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void Effective_ids_are_what_rules_see()
    {
        machine.ApplyAndFinish(EventCode.SyscallSetresuidX, 100, 0, 5, 6, 7);
        machine.AskOf(100, "user.uid").Should().Be("6");
        machine.AskOf(100, "user.name").Should().Be("<NA>");
        machine.ApplyAndFinish(EventCode.SyscallSetuidX, 100, 0, 0);
        machine.AskOf(100, "user.name").Should().Be("root", "root needs no password file");
        machine.AskOf(100, "user.homedir").Should().Be("/root");
        machine.ApplyAndFinish(EventCode.SyscallSetresgidX, 100, 0, -1, 9, -1);
        machine.AskOf(100, "group.gid").Should().Be("9");
        machine.ApplyAndFinish(EventCode.SyscallSetresgidX, 100, 0, 1, -1, 1);
        machine.AskOf(100, "group.gid").Should().Be("9", "an effective id that is left alone stays");
    }

    [Fact]
    public void Nobody_logged_in_is_minus_one()
    {
        object?[] exec = Machine.ExecValues(0, 100, "/bin/true");
        exec[18] = -1;
        machine.Apply(EventCode.SyscallExecve_19X, 100, exec);
        machine.Ask("user.loginuid").Should().Be("-1");
        machine.Ask("evt.rawarg.loginuid").Should().Be("4294967295");
    }

    [Fact]
    public void Capabilities_are_the_thread_s()
    {
        machine.Thread(101, 100, 1);
        machine.ApplyAndFinish(EventCode.SyscallCapsetX, 101, 0, 1, 2, 4);
        machine.AskOf(101, "thread.cap_inheritable").Should().Be("CAP_CHOWN");
        machine.AskOf(101, "thread.cap_permitted").Should().Be("CAP_DAC_OVERRIDE");
        machine.AskOf(101, "thread.cap_effective").Should().Be("CAP_DAC_READ_SEARCH");
        machine.AskOf(100, "thread.cap_effective").Should().Be("");
        machine.ApplyAndFinish(EventCode.SyscallSetnsX, 100, 0, 3, 1048576);
        machine.Find(100)->CapPermitted.Should().Be((1UL << 41) - 1, "whoever enters a user namespace has them all");
    }

    [Fact]
    public void A_limit_of_descriptors_is_the_process_s()
    {
        const int openFiles = 7;
        machine.Thread(101, 100, 1);
        machine.ApplyAndFinish(EventCode.SyscallSetrlimitX, 101, 0, 64, 64, openFiles);
        machine.AskOf(100, "proc.fdlimit").Should().Be("64");
        machine.AskOf(101, "proc.fdlimit").Should().Be("64");
        machine.ApplyAndFinish(EventCode.SyscallPrlimitX, 1, 0, 128, 128, 64, 64, 101, openFiles);
        machine.AskOf(100, "proc.fdlimit").Should().Be("128");
        machine.ApplyAndFinish(EventCode.SyscallPrlimitX, 1, 0, 256, 256, 64, 64, 101, openFiles - 1);
        machine.AskOf(100, "proc.fdlimit").Should().Be("128", "that was another resource");
    }

    [Fact]
    public void Memory_is_what_the_last_call_about_it_said()
    {
        machine.ApplyAndFinish(EventCode.SyscallBrk_4X, 100, 0, 5000, 300, 2, 0);
        machine.AskOf(100, "proc.vmsize").Should().Be("5000");
        machine.AskOf(100, "proc.vmrss").Should().Be("300");
        machine.ApplyAndFinish(EventCode.SyscallMmapX, 100, 0, 6000, 400, 3, 0, 0, 0, 0, -1, 0);
        machine.AskOf(100, "thread.vmsize.b").Should().Be((6000L * 1024).ToString());
        machine.AskOf(100, "proc.vmswap").Should().Be("3");
    }

    [Fact]
    public void A_session_is_named_after_its_leader()
    {
        machine.Fork(200, 100, "shell");
        machine.ApplyAndFinish(EventCode.SyscallSetsidX, 200, 200);
        machine.Fork(300, 200, "job");
        machine.AskOf(300, "proc.sid").Should().Be("200");
        machine.AskOf(300, "proc.sname").Should().Be("shell");
        machine.AskOf(300, "proc.sid.exepath").Should().Be("/usr/bin/bash");
        machine.AskOf(300, "proc.is_sid_leader").Should().Be("0");
        machine.AskOf(200, "proc.is_sid_leader").Should().Be("1");
    }

    [Fact]
    public void In_a_pid_namespace_leaders_are_the_eldest_ancestors_in_a_row()
    {
        Contained(200, 100, virtualId: 1);
        machine.ApplyAndFinish(EventCode.SyscallSetsidX, 200, 1);
        Contained(300, 200, virtualId: 7);
        machine.Exec(300, "/bin/job");
        machine.AskOf(300, "proc.sid").Should().Be("1");
        machine.AskOf(300, "proc.sname").Should().Be("c1", "number 1 of the namespace, not of the machine");
        machine.AskOf(200, "proc.is_sid_leader").Should().Be("1", "ids of the namespace are compared");
    }

    [Fact]
    public void A_subreaper_is_one_until_it_says_otherwise()
    {
        machine.Fork(200, 100, "manager");
        machine.ApplyAndFinish(EventCode.SyscallPrctlX, 200, 0, 36, null, 1);
        machine.Fork(300, 200, "first");
        machine.Fork(301, 300, "orphan");
        machine.Exit(300);
        machine.ParentOf(301).Should().Be("manager");
        machine.ApplyAndFinish(EventCode.SyscallPrctlX, 200, 0, 37, null, 0);
        machine.Fork(400, 200, "second");
        machine.Fork(401, 400, "orphan");
        machine.Exit(400);
        machine.ParentOf(401).Should().Be("init");
    }

    [Fact]
    public void Orphans_stay_in_their_pid_namespace()
    {
        machine.ApplyAndFinish(EventCode.SyscallPrctlX, 100, 0, 36, null, 1);
        Contained(200, 100, virtualId: 5);
        Contained(300, 200, virtualId: 6);
        machine.Exit(200);
        machine.ParentOf(300).Should().BeNull("the subreaper outside is not theirs");
    }

    [Fact]
    public void Times_are_counted_from_what_the_kernel_and_the_events_say()
    {
        const ulong second = 1_000_000_000;
        machine.Fork(200, 100);
        ulong began = machine.Find(200)->CloneTime;
        object?[] exec = Machine.ExecValues(0, 200, "/tmp/new");
        exec[24] = began - second;
        machine.ApplyAndFinish(EventCode.SyscallExecve_19X, 200, exec);
        machine.Events.Time = began + (5 * second);
        machine.AskOf(200, "proc.duration").Should().Be((5 * second).ToString());
        machine.AskOf(200, "proc.pid.ts").Should().Be(began.ToString());
        machine.AskOf(200, "proc.exe_ino.ctime_duration_proc_start").Should().Be(second.ToString());
        machine.AskOf(200, "proc.exe_ino.ctime_duration_pidns_start").Should().BeNull("the start of the namespace is not known");
        machine.AskOf(100, "proc.duration").Should().BeNull("it was there before the first event");

        Contained(300, 100, virtualId: 1, namespaceStart: began - (3 * second));
        exec[24] = began - second;
        machine.ApplyAndFinish(EventCode.SyscallExecve_19X, 300, exec);
        machine.AskOf(300, "proc.pidns_init_start_ts").Should().Be((began - (3 * second)).ToString());
        machine.AskOf(300, "proc.exe_ino.ctime_duration_pidns_start").Should().Be((2 * second).ToString());
    }

    public void Dispose() => machine.Dispose();

    private void Contained(long child, long parent, long virtualId, ulong namespaceStart = 0)
    {
        const int inPidNamespace = 536870912;
        machine.ApplyAndFinish(EventCode.SyscallClone_20X, child, 0, "c", Array.Empty<byte>(), child, child, parent, "", 1024, 0, 0, 0, 0, 0,
            "c" + virtualId, Array.Empty<byte>(), inPidNamespace, 0, 0, virtualId, virtualId, namespaceStart);
    }
}
