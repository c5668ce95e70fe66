using Saker.Events;
using Saker.Testing;

namespace Saker.State.Tests;

/// <summary>What is refused when a table is full, what is taken out again, and that each is counted.</summary>
public sealed unsafe class BoundTests : IDisposable
{
    private readonly EventBuilder events = new();
    private readonly EventContext context;
    private MachineState machine = Make();

    public BoundTests() => context = new EventContext { Event = events.Event };

    [Fact]
    public void A_task_that_finds_the_table_full_is_dropped_and_counted()
    {
        for (int pid = 10; pid < 20; pid++)
            Fork(pid);
        machine.Tasks.Count.Should().Be(4);
        Counter("n_threads").Should().Be(4);
        Counter("n_added_threads").Should().Be(4);
        Counter("n_drops_full_threadtable").Should().Be(6);
        Apply(EventCode.SyscallOpenX, 19, 3, "/x", 1, 0, 0, 0);
        (context.Task == null).Should().BeTrue("the event goes on without its task");
        context.Ask("evt.type").Should().Be("open");
        context.Ask("proc.name").Should().BeNull();
        Apply(EventCode.Procexit_1E, 10, 0, 0, 0, 0, 0);
        Fork(30);
        Counter("n_drops_full_threadtable").Should().Be(7, "there was room again");
        Counter("n_removed_threads").Should().Be(1);
    }

    [Fact]
    public void A_descriptor_that_finds_its_table_full_serves_its_own_event_and_is_counted()
    {
        Fork(10);
        for (int fd = 3; fd < 9; fd++)
        {
            Apply(EventCode.SyscallOpenX, 10, fd, "/x" + fd, 1, 0, 0, 0);
            context.Ask("fd.name").Should().Be("/x" + fd);
        }

        Counter("n_fds").Should().Be(4);
        Counter("n_drops_full_fdtable").Should().Be(2);
        Apply(EventCode.SyscallReadX, 10, 1, new byte[1], 8, 1);
        context.Ask("fd.type").Should().BeNull();
        Apply(EventCode.SyscallOpenX, 10, 3, "/again", 1, 0, 0, 0);
        Counter("n_drops_full_fdtable").Should().Be(2, "a number that is there already takes no room");
    }

    [Fact]
    public void Descriptors_leave_with_their_process()
    {
        Fork(10);
        Apply(EventCode.SyscallOpenX, 10, 3, "/x", 1, 0, 0, 0);
        Apply(EventCode.SyscallCloseX, 10, 0, 3);
        Apply(EventCode.SyscallOpenX, 10, 3, "/y", 1, 0, 0, 0);
        Apply(EventCode.SyscallPipeX, 10, 0, 4, 5, 0);
        Apply(EventCode.Procexit_1E, 10, 0, 0, 0, 0, 0);
        Counter("n_added_fds").Should().Be(4);
        Counter("n_removed_fds").Should().Be(4);
        Counter("n_fds").Should().Be(0);
    }

    [Fact]
    public void Questions_that_had_no_answer_are_counted()
    {
        Fork(10);
        Apply(EventCode.SyscallReadX, 10, 1, new byte[1], 3, 1);
        Apply(EventCode.SyscallReadX, 11, 1, new byte[1], 3, 1);
        Counter("n_failed_thread_lookups").Should().Be(1);
        Counter("n_noncached_thread_lookups").Should().Be(1);
        Apply(EventCode.SyscallOpenX, 10, 3, "/x", 1, 0, 0, 0);
        long before = Counter("n_failed_fd_lookups");
        Apply(EventCode.SyscallReadX, 10, 1, new byte[1], 3, 1);
        Apply(EventCode.SyscallReadX, 10, 1, new byte[1], 4, 1);
        Counter("n_failed_fd_lookups").Should().Be(before + 1);
    }

    [Fact]
    public void Who_did_the_last_event_and_the_descriptor_it_was_about_are_at_hand()
    {
        Fork(10);
        Fork(11);
        Apply(EventCode.SyscallOpenX, 10, 3, "/x", 1, 0, 0, 0);
        Apply(EventCode.SyscallReadX, 10, 1, new byte[1], 3, 1);
        Apply(EventCode.SyscallReadX, 10, 1, new byte[1], 3, 1);
        Counter("n_cached_thread_lookups").Should().Be(2);
        long found = Counter("n_cached_fd_lookups");
        found.Should().BePositive();
        Apply(EventCode.SyscallReadX, 11, 1, new byte[1], 3, 1);
        Counter("n_cached_thread_lookups").Should().Be(2);
        Counter("n_cached_fd_lookups").Should().Be(found);
    }

    [Fact]
    public void Who_came_in_the_place_of_the_last_one_is_not_taken_for_it()
    {
        Fork(10);
        Apply(EventCode.SyscallOpenX, 10, 3, "/x", 1, 0, 0, 0);
        Apply(EventCode.SyscallReadX, 10, 1, new byte[1], 3, 1);
        context.Ask("fd.name").Should().Be("/x");
        Apply(EventCode.Procexit_1E, 10, 0, 0, 0, 0, 0);
        Fork(10);
        Apply(EventCode.SyscallReadX, 10, 1, new byte[1], 3, 1);
        context.Ask("fd.type").Should().BeNull();
    }

    [Fact]
    public void Tasks_of_which_nothing_is_known_but_their_id_go_after_a_while()
    {
        Live();
        events.Live(new FactHeader { Tgid = 500, ProcessStart = 1 }, EventCode.SyscallGetuidX, 500, 0);
        machine.Update(context);
        machine.Finish(context);
        Counter("n_failed_proc_lookups").Should().Be(1);
        machine.Sweep(EventBuilder.Start + 5_000_000_000, 10);
        machine.Tasks.Count.Should().Be(1);
        machine.Sweep(EventBuilder.Start + 11_000_000_000, 10);
        machine.Tasks.Count.Should().Be(0, "its next event asks anew");
        Counter("n_evicted_invalid_threads").Should().Be(1);
        Counter("n_evicted_stale_threads").Should().Be(0);
    }

    [Fact]
    public void A_flood_of_unknown_tasks_is_not_looked_up()
    {
        Live();
        for (uint pid = 1000; pid < 11_000; pid++)
        {
            events.Live(new FactHeader { Tgid = pid, ProcessStart = 1 }, EventCode.SyscallGetuidX, pid, 0);
            machine.Update(context);
            machine.Finish(context);
        }

        Counter("n_refused_proc_lookups").Should().BeGreaterThan(0);
        (Counter("n_refused_proc_lookups") + Counter("n_proc_lookups")).Should().Be(10_000);
    }

    [Fact]
    public unsafe void In_a_full_table_the_one_that_was_silent_longest_makes_room()
    {
        machine.Dispose();
        machine = new MachineState(new MachineOptions { Live = true, TaskCapacity = 16, HostRoot = "/nonexistent" });
        for (uint pid = 1000; pid < 1100; pid++)
        {
            events.Time += 1000;
            Begin(pid);
            machine.Tasks.Find(pid)->Pid.Should().Be(pid, "whoever is new is known");
            machine.Tasks.Count.Should().BeLessThanOrEqualTo(16);
        }

        Counter("n_evicted_full_threadtable").Should().BeGreaterThan(80);
        Counter("n_drops_full_threadtable").Should().Be(0);
        for (uint pid = 1090; pid < 1100; pid++)
            (machine.Tasks.Find(pid) != null).Should().BeTrue("the latest stay");

        void Begin(uint pid)
        {
            events.Live(new FactHeader { Tgid = pid, ProcessStart = 10 }, EventCode.SyscallClone_20X, pid,
                0, "x", Array.Empty<byte>(), pid, pid, 1, "/", 1024, 0, 0, 0, 0, 0, "x", Array.Empty<byte>(), 0, 0, 0, pid, pid, 0);
            machine.Update(context);
            machine.Finish(context);
        }
    }

    public void Dispose()
    {
        machine.Dispose();
        events.Dispose();
    }

    private static MachineState Make() =>
        new(new MachineOptions { Live = false, TaskCapacity = 4, DescriptorCapacity = 4, HostRoot = "/nonexistent" });

    private void Live()
    {
        machine.Dispose();
        machine = new MachineState(new MachineOptions { Live = true, HostRoot = "/nonexistent", SilentFor = TimeSpan.FromSeconds(10) });
    }

    private void Fork(long pid) => Apply(EventCode.SyscallClone_20X, pid, 0, "x", Array.Empty<byte>(), pid, pid, 1, "/", 1024, 0, 0, 0, 0, 0, "x",
        Array.Empty<byte>(), 0, 0, 0, pid, pid, 0);

    private void Apply(EventCode code, long tid, params object?[] values)
    {
        events.Bare(code, tid, values);
        machine.Update(context);
        machine.Finish(context);
    }

    private long Counter(string name) => machine.Counters.Single(c => c.Name == name).Value;
}
