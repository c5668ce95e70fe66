using Saker.Events;
using Saker.Sensor.Captures;
using Saker.Testing;

namespace Saker.Sensor.Tests;

public sealed class FlightRecorderTests : IDisposable
{
    private const ulong Second = 1_000_000_000;

    private readonly EventBuilder events = new();

    [Fact]
    public void It_keeps_the_latest_events_that_fit()
    {
        var recorder = new FlightRecorder(1000, 3600 * Second);
        for (int i = 0; i < 100; i++)
            recorder.Add(events.Bare(EventCode.SyscallChdirX, i, 0, new string('x', i)));
        var kept = Drain(recorder);
        kept.Should().HaveCountGreaterThan(3).And.BeInAscendingOrder();
        kept[^1].Should().Be(99);
        kept.Should().Equal(Enumerable.Range(100 - kept.Count, kept.Count).Select(i => (long)i), "nothing between is missing");
    }

    [Fact]
    public void It_hands_out_what_lies_in_the_window_once()
    {
        var recorder = new FlightRecorder(1 << 20, 5 * Second);
        for (int i = 0; i < 10; i++)
        {
            events.Time = EventBuilder.Start + ((ulong)i * Second);
            recorder.Add(events.Bare(EventCode.SyscallChdirX, i, 0, "/"));
        }

        Drain(recorder, EventBuilder.Start + (9 * Second)).Should().Equal(4, 5, 6, 7, 8, 9);
        recorder.Count.Should().Be(0);
    }

    [Fact]
    public void Facts_are_kept_with_their_event()
    {
        var recorder = new FlightRecorder(4096, 3600 * Second);
        recorder.Add(events.Path(1, "/srv").Live(new FactHeader { Tgid = 7 }, EventCode.SyscallChdirX, 7, 0, "srv"));
        bool seen = false;
        recorder.Drain(EventBuilder.Start, e =>
        {
            seen = true;
            e.Facts.Tgid.Should().Be(7);
            e.Fact(FactKind.Path, 1).ToArray().Should().Equal("/srv"u8.ToArray());
        });
        seen.Should().BeTrue();
    }

    [Fact]
    public void Every_sequence_of_sizes_leaves_the_ring_sound()
    {
        var random = new Random(3);
        var recorder = new FlightRecorder(700, 3600 * Second);
        for (int i = 0; i < 20_000; i++)
        {
            recorder.Add(events.Bare(EventCode.SyscallChdirX, i, 0, new string('x', random.Next(900))));
            if (random.Next(50) == 0)
                Drain(recorder).Should().BeInAscendingOrder();
        }
    }

    [Fact]
    public void Half_of_the_memory_keeps_the_latest_events()
    {
        var random = new Random(5);
        for (int run = 0; run < 200; run++)
        {
            var recorder = new FlightRecorder(1000, 3600 * Second);
            int added = random.Next(100), behind = random.Next(20);
            for (int i = 0; i < added; i++)
                recorder.Add(events.Bare(EventCode.SyscallChdirX, i, 0, new string('x', random.Next(100))));
            recorder.Shrink();
            recorder.Size.Should().Be(500);
            for (int i = added; i < added + behind; i++)
                recorder.Add(events.Bare(EventCode.SyscallChdirX, i, 0, new string('x', random.Next(100))));
            var kept = Drain(recorder);
            kept.Should().Equal(Enumerable.Range(added + behind - kept.Count, kept.Count).Select(i => (long)i), $"run {run}");
            kept.Should().HaveCountGreaterThanOrEqualTo(Math.Min(added + behind, 2));
        }
    }

    [Fact]
    public void Taking_in_allocates_nothing()
    {
        var recorder = new FlightRecorder(1 << 16, Second);
        var e = events.Bare(EventCode.SyscallChdirX, 1, 0, "/tmp");
        recorder.Add(e);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
            recorder.Add(e);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    public void Dispose() => events.Dispose();

    private static List<long> Drain(FlightRecorder recorder, ulong now = EventBuilder.Start)
    {
        var tids = new List<long>();
        recorder.Drain(now, e => tids.Add(e.Tid));
        return tids;
    }
}
