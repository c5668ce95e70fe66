using Saker.Events;
using Saker.Sensor.Sources;
using Saker.State;
using Saker.Testing;

namespace Saker.Sensor.Tests;

public sealed unsafe class StateUpkeepTests : IDisposable
{
    private readonly MachineState machine = new(new MachineOptions { Live = true, HostRoot = "/nonexistent" });
    private readonly EventBuilder events = new();
    private readonly Clock clock = new();

    [Fact]
    public void Tasks_whose_exit_was_missed_go_in_time()
    {
        var upkeep = new StateUpkeep(machine, clock, TimeSpan.FromMinutes(5));
        Fork(100);
        clock.Elapse(TimeSpan.FromSeconds(1));
        upkeep.Turn();
        Gone().Should().Be(0, "all were heard of a moment ago");
        clock.Elapse(TimeSpan.FromMinutes(6));
        upkeep.Turn();
        long inOneTurn = Gone();
        inOneTurn.Should().BeInRange(1, 99, "a turn does not hold up the reader");
        upkeep.Turn();
        Gone().Should().Be(inOneTurn, "the next turn is not due yet");
        for (int i = 0; i < 10; i++)
        {
            clock.Elapse(TimeSpan.FromSeconds(1));
            upkeep.Turn();
        }

        Gone().Should().Be(100);
        machine.Tasks.Count.Should().Be(0);
    }

    [Fact]
    public void However_many_tasks_there_are_a_look_at_all_takes_no_longer_than_was_asked_for()
    {
        var upkeep = new StateUpkeep(machine, clock, TimeSpan.FromSeconds(1));
        Fork(400);
        clock.Elapse(TimeSpan.FromMinutes(6));
        for (int turn = 0; turn < 4; turn++)
        {
            upkeep.Turn();
            clock.Elapse(TimeSpan.FromMilliseconds(250));
        }

        Gone().Should().Be(400);
    }

    [Fact]
    public void A_turn_that_is_not_due_allocates_nothing()
    {
        var upkeep = new StateUpkeep(machine, TimeProvider.System, TimeSpan.FromMinutes(5));
        upkeep.Turn();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            upkeep.Turn();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    private void Fork(uint count)
    {
        var context = new EventContext { Event = events.Event };
        for (uint pid = 500; pid < 500 + count; pid++)
        {
            events.Live(new FactHeader { Tgid = pid, ProcessStart = 10 }, EventCode.SyscallClone_20X, pid,
                0, "x", Array.Empty<byte>(), pid, pid, 1, "/", 1024, 0, 0, 0, 0, 0, "x", Array.Empty<byte>(), 0, 0, 0, pid, pid, 0);
            machine.Update(context);
            machine.Finish(context);
        }
    }

    private long Gone() => machine.Counters.Single(c => c.Name == "n_evicted_stale_threads").Value;

    public void Dispose()
    {
        machine.Dispose();
        events.Dispose();
    }

    /// <summary>Starts when the events do and moves when told.</summary>
    private sealed class Clock : TimeProvider
    {
        private TimeSpan elapsed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Elapse(TimeSpan time) => elapsed += time;

        public override long GetTimestamp() => elapsed.Ticks;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks((long)(EventBuilder.Start / 100)) + elapsed;
    }
}
