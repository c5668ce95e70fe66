using Saker.Sensor.Budgets;

namespace Saker.Sensor.Tests;

public sealed class HeapReliefTests
{
    private const long Limit = 1000;

    private readonly Clock clock = new();
    private readonly List<string> gone = [];
    private readonly List<string> warnings = [];
    private long used = 100;

    [Fact]
    public void What_is_missed_least_goes_first_and_more_only_where_that_is_not_enough()
    {
        var relief = Relief();
        Look(relief);
        gone.Should().BeEmpty();
        used = 800;
        Look(relief);
        gone.Should().Equal("first");
        Look(relief);
        gone.Should().Equal("first", "first", "second");
        used = 600;
        Look(relief);
        used = 800;
        Look(relief);
        gone.Should().Equal("first", "first", "second", "first");
        relief.LetGo.Should().Equal(("first", 15), ("second", 7));
    }

    [Fact]
    public void It_is_said_once_each_time_that_it_begins()
    {
        var relief = Relief();
        used = 900;
        for (int i = 0; i < 5; i++)
            Look(relief);
        warnings.Should().ContainSingle().Which.Should().Contain("saker.heap.max_size_mb");
    }

    [Fact]
    public void A_turn_that_is_not_due_allocates_nothing()
    {
        var relief = new HeapRelief(long.MaxValue, () => HeapLimit.Used, [], clock, warnings.Add);
        relief.Turn();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            relief.Turn();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    private HeapRelief Relief() => new(Limit, () => used, [Part("first", 5), Part("second", 7)], clock, warnings.Add);

    private Ballast Part(string name, long count) => new(name, () =>
    {
        gone.Add(name);
        return count;
    });

    private void Look(HeapRelief relief)
    {
        clock.Elapse(TimeSpan.FromSeconds(1));
        relief.Turn();
    }

    private sealed class Clock : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void Elapse(TimeSpan time) => ticks += time.Ticks;
    }
}
