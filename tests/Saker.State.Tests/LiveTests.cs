using System.Text;
using Saker.Events;

namespace Saker.State.Tests;

public sealed unsafe class LiveTests : IDisposable
{
    private readonly Machine machine = new(live: true);

    [Fact]
    public void A_reused_id_is_a_new_process()
    {
        machine.Live(Header(500, start: 10), EventCode.SyscallClone_20X, 500, Clone(500, "first"));
        machine.State.Finish(machine.Context);
        machine.Live(Header(500, start: 20), EventCode.SyscallChdirX, 500, 0, "/");
        var task = machine.Find(500);
        task->ProcessStart.Should().Be(20);
        Encoding.UTF8.GetString(task->Comm).Should().NotBe("first");
    }

    [Fact]
    public void A_missed_change_of_user_heals()
    {
        machine.Live(Header(500, start: 10), EventCode.SyscallClone_20X, 500, Clone(500, "x"));
        machine.State.Finish(machine.Context);
        machine.Live(Header(500, start: 10) with { Uid = 0 }, EventCode.SyscallChdirX, 500, -1, "/");
        machine.Find(500)->Uid.Should().Be(0);
    }

    [Fact]
    public void The_working_directory_is_the_one_the_kernel_resolved()
    {
        machine.Live(Header(500, start: 10), EventCode.SyscallClone_20X, 500, Clone(500, "x"));
        machine.State.Finish(machine.Context);
        machine.Events.Path(1, "/real/place");
        machine.Live(Header(500, start: 10), EventCode.SyscallChdirX, 500, 0, "link");
        Encoding.UTF8.GetString(machine.Find(500)->WorkingDirectory.Span).Should().Be("/real/place/");
    }

    [Fact]
    public void An_open_has_its_claimed_and_its_real_path()
    {
        machine.Live(Header(500, start: 10), EventCode.SyscallClone_20X, 500, Clone(500, "x"));
        machine.State.Finish(machine.Context);
        machine.Events.Fact(0, new DescriptorFact { Type = (byte)DescriptorType.File, Dev = (8 << 20) | 1, Ino = 77 }).Path(0, "/etc/shadow");
        machine.Live(Header(500, start: 10), EventCode.SyscallOpenat_2X, 500, 3, -100, "./a/../link", 1, 0, 0, 0);
        machine.Context.TryGetFdName(out var name).Should().BeTrue();
        Encoding.UTF8.GetString(name).Should().Be("/srv/link");
        machine.Context.TryGetFdRawName(out var raw).Should().BeTrue();
        Encoding.UTF8.GetString(raw).Should().Be("./a/../link");
        machine.Context.TryGetKernelPath(out var path).Should().BeTrue();
        Encoding.UTF8.GetString(path).Should().Be("/etc/shadow");
        machine.Context.FdNumber.Should().Be(3);
        machine.Context.Fd->Inode.Should().Be(77);
        machine.Context.Fd->Device.Should().Be(0x801);
    }

    [Fact]
    public void A_failed_open_has_a_name_but_no_descriptor()
    {
        machine.Live(Header(500, start: 10), EventCode.SyscallClone_20X, 500, Clone(500, "x"));
        machine.State.Finish(machine.Context);
        machine.Live(Header(500, start: 10), EventCode.SyscallOpenat_2X, 500, -2, -100, "gone", 1, 0, 0, 0);
        (machine.Context.Fd == null).Should().BeTrue();
        machine.Context.FdNumber.Should().Be(-1);
        machine.Context.TryGetFdName(out var name).Should().BeTrue();
        Encoding.UTF8.GetString(name).Should().Be("/srv/gone");
    }

    [Fact]
    public void A_connection_goes_from_client_to_server()
    {
        machine.Live(Header(500, start: 10), EventCode.SyscallClone_20X, 500, Clone(500, "x"));
        machine.State.Finish(machine.Context);
        var fact = new DescriptorFact
        {
            Type = (byte)DescriptorType.Ipv4,
            L4Protocol = (byte)L4Protocol.Tcp,
            Role = (byte)SocketRole.Server,
            LocalPort = 80,
            RemotePort = 40000,
        };
        Testing.EventBuilder.Ip("10.0.0.1").CopyTo(fact.LocalAddress);
        Testing.EventBuilder.Ip("10.0.0.2").CopyTo(fact.RemoteAddress);
        machine.Events.Fact(0, fact);
        machine.Live(Header(500, start: 10), EventCode.SocketAccept4_6X, 500, 5, null, 0, 0, 0, 0);
        machine.Context.TryGetFdName(out var name).Should().BeTrue();
        Encoding.UTF8.GetString(name).Should().Be("10.0.0.2:40000->10.0.0.1:80");
    }

    [Fact]
    public void A_task_whose_exit_was_missed_is_swept_out()
    {
        machine.Live(Header(500, start: 10), EventCode.SyscallClone_20X, 500, Clone(500, "x"));
        machine.State.Finish(machine.Context);
        machine.State.Sweep(Testing.EventBuilder.Start + 1_000_000, 100);
        (machine.Find(500) != null).Should().BeTrue("it was heard of a moment ago");
        machine.State.Sweep(Testing.EventBuilder.Start + 400_000_000_000, 100);
        (machine.Find(500) == null).Should().BeTrue();
        machine.Count("n_evicted_stale_threads").Should().BeGreaterThan(0);
    }

    [Fact]
    public void Lineage_ends_at_the_first_process_though_the_start_picture_left_it_out()
    {
        using var state = new MachineState(new MachineOptions { Live = true });
        var context = new EventContext { Event = machine.Events.Event };
        uint self = (uint)Environment.ProcessId;
        machine.Events.Live(Header(self, start: 10), EventCode.IterTaskE, self, ParentIdOf(self), self, self, self, "dotnet");
        state.Update(context);
        state.Finish(context);
        state.CompleteLineage().Should().BeGreaterThan(0);
        var eldest = state.Tasks.Find(self);
        for (var parent = eldest; parent != null; parent = state.Tasks.ParentOf(parent))
            eldest = parent;
        eldest->Pid.Should().Be(1);
        Encoding.UTF8.GetString(eldest->Comm).Should().Be(File.ReadAllText("/proc/1/comm").TrimEnd());
        state.Tasks.Find(1)->Uid.Should().Be(0);
        state.CompleteLineage().Should().Be(0, "nobody is missing any more");
    }

    [Fact]
    public void A_parent_that_is_gone_is_nobody()
    {
        machine.Live(Header(500, start: 10), EventCode.SyscallClone_20X, 500, 0, "x", Array.Empty<byte>(), 500, 500, 77);
        machine.State.Finish(machine.Context);
        machine.State.CompleteLineage().Should().Be(0);
        (machine.Find(77) == null).Should().BeTrue();
    }

    [Fact]
    public void A_socket_changes_its_name_with_its_peer()
    {
        machine.Live(Header(500, start: 10), EventCode.SyscallClone_20X, 500, Clone(500, "x"));
        machine.State.Finish(machine.Context);
        Send("10.0.0.9").Should().BeTrue();
        Send("10.0.0.9").Should().BeFalse();
        Send("10.0.0.8").Should().BeTrue();

        bool Send(string to)
        {
            var fact = new DescriptorFact
            {
                Type = (byte)DescriptorType.Ipv4,
                L4Protocol = (byte)L4Protocol.Udp,
                Identity = 99,
                LocalPort = 5000,
            };
            machine.Events.Fact(2, fact);
            byte[] tuple = Testing.EventBuilder.Tuple("10.0.0.1", 5000, to, 53);
            machine.Live(Header(500, start: 10), EventCode.SocketSendtoX, 500, 1, new byte[1], 4, 1, tuple);
            machine.State.Finish(machine.Context);
            machine.Context.TryGetFdName(out var name).Should().BeTrue();
            Encoding.UTF8.GetString(name).Should().Be($"10.0.0.1:5000->{to}:53");
            return machine.Context.FdNameChanged;
        }
    }

    [Fact]
    public void Nothing_is_allocated_for_an_event()
    {
        machine.Live(Header(500, start: 10), EventCode.SyscallClone_20X, 500, Clone(500, "x"));
        machine.State.Finish(machine.Context);
        machine.Events.Fact(0, new DescriptorFact { Type = (byte)DescriptorType.File }).Path(0, "/etc/passwd");
        machine.Live(Header(500, start: 10), EventCode.SyscallOpenat_2X, 500, 3, -100, "passwd", 1, 0, 0, 0);
        machine.Context.TryGetFdName(out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            machine.State.Update(machine.Context);
            machine.Context.TryGetFdName(out _);
            machine.Context.PredicateBits(1, 2, out _);
            machine.State.Finish(machine.Context);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    public void Dispose() => machine.Dispose();

    private static long ParentIdOf(uint pid) => long.Parse(
        File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("PPid:", StringComparison.Ordinal))[5..],
        System.Globalization.CultureInfo.InvariantCulture);

    private static FactHeader Header(uint pid, ulong start) =>
        new() { Tgid = pid, ProcessStart = start, ThreadStart = start, Uid = 1000, Gid = 1000 };

    private static object?[] Clone(long pid, string comm) =>
    [
        0, comm, Array.Empty<byte>(), pid, pid, 100, "/srv", 1024, 0, 0, 0, 0, 0, comm, Array.Empty<byte>(), 0, 1000, 1000, pid, pid, 0,
    ];
}
