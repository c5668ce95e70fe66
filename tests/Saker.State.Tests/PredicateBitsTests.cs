using Saker.Events;

namespace Saker.State.Tests;

public sealed class PredicateBitsTests : IDisposable
{
    private readonly Machine machine = new();

    public PredicateBitsTests()
    {
        machine.Fork(200, 100);
        Fill(200);
    }

    [Fact]
    public void Bits_stay_with_the_process()
    {
        Fill(100);
        Read(200, out bool valid)[0].Should().Be(200);
        valid.Should().BeTrue();
    }

    [Fact]
    public void Another_rule_set_does_not_read_them()
    {
        Touch(200);
        machine.Context.PredicateBits(2, 1, out bool valid);
        valid.Should().BeFalse();
    }

    [Fact]
    public void An_exec_drops_them()
    {
        machine.Exec(200, "/bin/true");
        Read(200, out bool valid);
        valid.Should().BeFalse();
    }

    [Fact]
    public void An_exec_of_an_ancestor_drops_them()
    {
        machine.Exec(100, "/bin/zsh");
        Read(200, out bool valid);
        valid.Should().BeFalse();
    }

    [Fact]
    public void A_new_parent_drops_them()
    {
        machine.Exit(100, reaper: 1);
        Read(200, out bool valid);
        valid.Should().BeFalse();
    }

    [Theory]
    [InlineData(EventCode.SyscallSetuidX, 5)]
    [InlineData(EventCode.SyscallSetgidX, 5)]
    [InlineData(EventCode.SyscallUnshareX, 1048576)]
    public void Credentials_drop_them(EventCode code, long value)
    {
        machine.ApplyAndFinish(code, 200, 0, value);
        Read(200, out bool valid);
        valid.Should().BeFalse();
    }

    [Fact]
    public void A_change_of_directory_drops_them()
    {
        machine.ApplyAndFinish(EventCode.SyscallChdirX, 200, 0, "/elsewhere");
        Read(200, out bool valid);
        valid.Should().BeFalse();
    }

    [Fact]
    public void A_new_session_drops_them()
    {
        machine.ApplyAndFinish(EventCode.SyscallSetsidX, 200, 200);
        Read(200, out bool valid);
        valid.Should().BeFalse();
    }

    public void Dispose() => machine.Dispose();

    private void Touch(long tid) => machine.Apply(EventCode.SyscallGetuidX, tid, 0);

    private void Fill(long tid)
    {
        Touch(tid);
        machine.Context.PredicateBits(1, 1, out _)[0] = (ulong)tid;
    }

    private Span<ulong> Read(long tid, out bool valid)
    {
        Touch(tid);
        return machine.Context.PredicateBits(1, 1, out valid);
    }
}
