using System.Text;
using Saker.Events;

namespace Saker.State.Tests;

public sealed unsafe class TaskTransitionTests : IDisposable
{
    private readonly Machine machine = new();

    [Fact]
    public void A_new_process_has_what_its_parent_had()
    {
        machine.Fork(200, 100);
        var task = machine.Find(200);
        Encoding.UTF8.GetString(task->Image->ExePath).Should().Be("/usr/bin/bash");
        Encoding.UTF8.GetString(task->WorkingDirectory.Span).Should().Be("/home/");
        task->Session.Should().Be(100);
        machine.ParentOf(200).Should().Be("bash");
        (task->Image == machine.Find(100)->Image).Should().BeTrue("forks share the image");
    }

    [Fact]
    public void The_maker_may_speak_first()
    {
        machine.ApplyAndFinish(
            EventCode.SyscallClone_20X, 100, 200, "bash", Array.Empty<byte>(), 100, 100, 1, "", 1024, 0, 0, 0, 0, 0, "bash",
            Array.Empty<byte>(), 0, 1000, 1000, 100, 100, 0);
        (machine.Find(200) != null).Should().BeTrue();
        var made = machine.Find(200);
        machine.Fork(200, 100);
        (machine.Find(200) == made).Should().BeTrue("the child's own event, later, tells nothing new");
    }

    [Theory]
    [InlineData(134217728u)] // vfork
    [InlineData(256u)] // same parent
    [InlineData(64u)] // new pid namespace
    public void The_maker_is_not_believed_where_it_cannot_tell(uint flags)
    {
        machine.ApplyAndFinish(
            EventCode.SyscallClone_20X, 100, 200, "bash", Array.Empty<byte>(), 100, 100, 1, "", 1024, 0, 0, 0, 0, 0, "bash",
            Array.Empty<byte>(), flags, 1000, 1000, 100, 100, 0);
        (machine.Find(200) == null).Should().BeTrue();
    }

    [Fact]
    public void A_thread_belongs_to_its_process()
    {
        machine.Fork(200, 100);
        machine.Thread(201, 200, 100);
        machine.State.Tasks.LeaderOf(machine.Find(201))->Pid.Should().Be(200);
        machine.Find(200)->AliveThreads.Should().Be(2);
        machine.Exit(201);
        machine.Find(200)->AliveThreads.Should().Be(1);
    }

    [Fact]
    public void A_successful_exec_replaces_the_image()
    {
        machine.Fork(200, 100);
        machine.Exec(200, "/usr/bin/curl", "-s", "http://x");
        var image = machine.Find(200)->Image;
        Encoding.UTF8.GetString(image->CommandLine).Should().Be("curl -s http://x");
        Encoding.UTF8.GetString(image->ExeLine).Should().Be("/usr/bin/curl -s http://x");
        image->ArgCount.Should().Be(2);
        image->Flags.Should().Be(ImageFlags.Writable);
        image->Inode.Should().Be(42);
    }

    [Fact]
    public void A_failed_exec_changes_nothing()
    {
        machine.ApplyAndFinish(EventCode.SyscallExecve_19X, 100, Machine.ExecValues(-2, 100, "/nope"));
        Encoding.UTF8.GetString(machine.Find(100)->Comm).Should().Be("bash");
    }

    [Fact]
    public void An_exec_ends_the_other_threads()
    {
        machine.Fork(200, 100);
        machine.Thread(201, 200, 100);
        machine.Exec(200, "/bin/true");
        (machine.Find(201) == null).Should().BeTrue();
        machine.Find(200)->AliveThreads.Should().Be(1);
    }

    [Fact]
    public void Orphans_go_to_the_reaper_that_the_kernel_names()
    {
        machine.Fork(200, 100, "mid");
        machine.Fork(300, 200, "leaf");
        machine.Exit(200, reaper: 100);
        (machine.Find(200) == null).Should().BeTrue();
        machine.ParentOf(300).Should().Be("bash");
    }

    [Fact]
    public void Without_a_named_reaper_the_nearest_subreaper_takes_them()
    {
        machine.Fork(200, 100, "manager");
        machine.ApplyAndFinish(EventCode.SyscallPrctlX, 200, 0, 36, null, 1);
        machine.Fork(300, 200, "mid");
        machine.Fork(400, 300, "leaf");
        machine.Exit(300);
        machine.ParentOf(400).Should().Be("manager");
    }

    [Fact]
    public void The_rules_still_see_who_exits()
    {
        machine.Fork(200, 100);
        machine.Apply(EventCode.Procexit_1E, 200, 0, 0, 0, 0, 0);
        (machine.Context.Task != null).Should().BeTrue();
        machine.State.Finish(machine.Context);
        (machine.Find(200) == null).Should().BeTrue();
    }

    [Fact]
    public void A_dead_leader_stays_while_its_threads_live()
    {
        machine.Fork(200, 100);
        machine.Thread(201, 200, 100);
        machine.Exit(200);
        (machine.Find(200) != null).Should().BeTrue();
        machine.Exit(201);
        (machine.Find(200) == null).Should().BeTrue();
        machine.State.Tasks.Count.Should().Be(2);
    }

    [Fact]
    public void An_unknown_task_is_made_up_and_learns_by_exec()
    {
        machine.ApplyAndFinish(EventCode.SyscallChdirX, 999, 0, "/x");
        machine.Find(999)->IsInvalid.Should().BeTrue();
        Encoding.UTF8.GetString(machine.Find(999)->Comm).Should().Be("<NA>");
        machine.Exec(999, "/bin/true");
        machine.Find(999)->IsInvalid.Should().BeFalse();
    }

    [Fact]
    public void Credentials_are_those_of_the_thread()
    {
        machine.Fork(200, 100);
        machine.Thread(201, 200, 100);
        machine.ApplyAndFinish(EventCode.SyscallSetresuidX, 201, 0, -1, 5, -1);
        machine.Find(201)->Uid.Should().Be(5);
        machine.Find(200)->Uid.Should().Be(1000);
        machine.ApplyAndFinish(EventCode.SyscallSetuidX, 201, -1, 7);
        machine.Find(201)->Uid.Should().Be(5, "a failed call changes nothing");
    }

    [Fact]
    public void Who_makes_a_user_namespace_has_all_capabilities()
    {
        machine.ApplyAndFinish(EventCode.SyscallUnshareX, 100, 0, 1048576);
        machine.Find(100)->CapEffective.Should().Be((1UL << 41) - 1);
    }

    [Theory]
    [InlineData("/etc/../tmp", "/tmp/")]
    [InlineData("a//b/.", "/home/a/b/")]
    [InlineData("..", "/")]
    public void Chdir_is_lexical_in_captures(string path, string expected)
    {
        machine.ApplyAndFinish(EventCode.SyscallChdirX, 100, 0, path);
        Encoding.UTF8.GetString(machine.Find(100)->WorkingDirectory.Span).Should().Be(expected);
    }

    [Fact]
    public void A_full_table_refuses_and_counts()
    {
        using var small = new MachineState(new MachineOptions { Live = false, TaskCapacity = 1 });
        var loader = new CapturedStart(small);
        loader.Add(Machine.Task(1, 0, "init"));
        loader.Add(Machine.Task(2, 1, "x"));
        small.Tasks.Count.Should().Be(1);
        small.Tasks.Refused.Should().Be(1);
    }

    public void Dispose() => machine.Dispose();
}
