using Saker.Events;
using Saker.Testing;

namespace Saker.State.Tests;

/// <summary>Events one after the other: their order, their numbers, and events that are nobody's.</summary>
public sealed unsafe class EventStreamTests : IDisposable
{
    private readonly Machine machine = new();

    [Fact]
    public void An_event_that_is_older_than_the_one_before_is_taken_as_it_is()
    {
        machine.ApplyAndFinish(EventCode.SyscallChdirX, 100, 0, "/a");
        machine.Events.Time -= 10_000_000;
        machine.Apply(EventCode.SyscallChdirX, 100, 0, "/b");
        machine.Ask("proc.cwd").Should().Be("/b/");
        machine.Ask("evt.num").Should().Be("2");
    }

    [Fact]
    public void Every_event_counts_also_those_that_rules_never_see()
    {
        machine.ApplyAndFinish(EventCode.UserAddedE, 0, 5, 5, "eve", "/", "/bin/sh", "");
        machine.Apply(EventCode.SyscallGetuidX, 100, 0);
        machine.Ask("evt.num").Should().Be("2");
        machine.Ask("evt.reltime").Should().Be("0", "time starts with the first event of a task");
    }

    [Fact]
    public void An_event_of_a_plugin_is_nobody_s()
    {
        machine.Apply(EventCode.AsynceventE, 0, 0, "news", new byte[1]);
        (machine.Context.Task == null).Should().BeTrue();
        machine.Ask("proc.name").Should().BeNull();
        machine.Ask("fd.num").Should().BeNull();
        machine.State.Tasks.Count.Should().Be(2, "no task is made up for it");
    }

    [Fact]
    public void A_number_that_can_be_no_id_is_none()
    {
        machine.Apply(EventCode.SyscallGetuidX, 1L << 40, 0);
        machine.Ask("thread.tid").Should().BeNull();
    }

    [Fact]
    public void A_name_is_kept_byte_by_byte()
    {
        byte[] name = [(byte)'/', 0xff, (byte)'\n', 0xc3, 0x28, 0];
        machine.Apply(EventCode.SyscallOpenX, 100, 3, name, 1, 0, 0, 0);
        machine.Context.TryGetFdName(out var kept).Should().BeTrue();
        kept.ToArray().Should().Equal(name[..^1], "only outputs escape");
        machine.Ask("fd.name").Should().Be("/\ufffd\n\ufffd(");
    }

    public void Dispose() => machine.Dispose();
}
