using Saker.Alerts;
using Saker.Alerts.Outputs;
using Saker.Events;
using Saker.Fields;
using Saker.Rules.Evaluation;
using Saker.Sensor.Configuration;
using Saker.Sensor.Rules;
using Saker.Sensor.Sources;
using Saker.State;
using Saker.Testing;

namespace Saker.Sensor.Tests;

/// <summary>The whole way of an event that no default rule matches, from the record's bytes to the verdict.</summary>
public sealed unsafe class EventPipelineTests : IDisposable
{
    private const uint Pid = 700;

    private readonly EventBuilder events = new();
    private readonly AlertOutputs outputs = new([], new OutputLimits(), new AlertFormat(), (_, _) => { });
    private readonly EventPipeline pipeline;

    public EventPipelineTests()
    {
        var catalog = new FieldCatalog(new FieldOptions { HostName = "host" });
        var rules = LoadedRules.Load(RuleFileFinder.Find([Path.Combine(AppContext.BaseDirectory, "rules")]), SensorOptions.From(ConfigTree.Empty(), [], []), catalog);
        rules.Enabled.Should().HaveCountGreaterThan(20);
        pipeline = new EventPipeline(
            new MachineState(new MachineOptions { Live = true, HostRoot = "/nonexistent" }),
            new Judgement(
                RuleMatcher.Compile(rules.Enabled, new MatcherOptions { Matching = RuleMatching.All }),
                new AlertRenderer(new AlertFormat { Hostname = "host" })),
            outputs);
        Take(Clone(1, 1, "systemd"));
        Take(Clone(100, 1, "bash"));
        Take(Clone(Pid, 100, "worker"));
    }

    public static TheoryData<string> Kinds => [.. Records.Keys];

    private static Dictionary<string, Func<EventPipelineTests, byte[][]>> Records { get; } = new()
    {
        ["open to read"] = t => [t.Open("/usr/lib/libc.so", 3, 1)],
        ["open to write"] = t => [t.Open("/var/cache/x.new", 4, 6)],
        ["failing open"] = t => [t.events.Record(Actor, EventCode.SyscallOpenat_2X, Pid, -2, -100, "gone", 1, 0, 0, 0)],
        ["connect"] = t => [t.Connect(0)],
        ["failing connect"] = t => [t.Connect(-111)],
        ["failing execve"] = t => [t.events.Record(Actor, EventCode.SyscallExecve_19X, Pid, Exec(-2, Pid))],
        ["setuid"] = t => [t.events.Record(Actor, EventCode.SyscallSetuidX, Pid, 0, 1000)],
        ["chdir"] = t => [t.events.Path(1, "/srv").Record(Actor, EventCode.SyscallChdirX, Pid, 0, "/srv")],
        ["failing ptrace"] = t => [t.events.Record(Actor, EventCode.SyscallPtraceX, Pid, -1, new byte[] { 0 }, new byte[] { 0 })],
        ["unlink"] = t => [t.events.Record(Actor, EventCode.SyscallUnlinkat_2X, Pid, 0, -100, "/srv/old", 0)],
        ["rename"] = t => [t.events.Record(Actor, EventCode.SyscallRenameX, Pid, 0, "/srv/a", "/srv/b")],
        ["life of a thread"] = t => [t.Thread(Pid + 1), t.Exit(Pid + 1, Actor)],
        ["life of a process"] = t =>
        [
            t.Clone(800, Pid, "child"),
            t.events.Record(Child, EventCode.SyscallExecve_19X, 800, Exec(0, 800)),
            t.Exit(800, Child),
        ],
    };

    private static FactHeader Actor => new() { Tgid = Pid, ProcessStart = 10, ThreadStart = 10, Uid = 1000, Gid = 1000 };

    private static FactHeader Child => Actor with { Tgid = 800 };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nothing_is_allocated_for_an_event_that_matches_nothing(string kind)
    {
        byte[][] records = Records[kind](this);
        long allocated = long.MaxValue;
        // Tiered code may still be replaced under the first rounds, which would be counted here.
        for (int round = 0; round < 20 && allocated > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 200; i++)
            {
                foreach (byte[] record in records)
                    Take(record);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        allocated.Should().Be(0);
        pipeline.Malformed.Should().Be(0);
        pipeline.Judgement.Alerts.Should().BeEmpty();
    }

    public void Dispose()
    {
        outputs.Dispose();
        pipeline.Dispose();
        events.Dispose();
    }

    private void Take(byte[] record)
    {
        fixed (byte* bytes = record)
            pipeline.TakeRecord(bytes, record.Length);
    }

    private byte[] Open(string path, int fd, uint flags) => events
        .Fact(0, new DescriptorFact { Type = (byte)DescriptorType.File, Dev = (8 << 20) | 1, Ino = 77 })
        .Path(0, path)
        .Record(Actor, EventCode.SyscallOpenat_2X, Pid, fd, -100, path, flags, 0, 0, 0);

    private byte[] Connect(long result)
    {
        var fact = new DescriptorFact
        {
            Type = (byte)DescriptorType.Ipv4,
            L4Protocol = (byte)L4Protocol.Tcp,
            Role = (byte)SocketRole.Client,
            LocalPort = 40000,
            RemotePort = 443,
        };
        EventBuilder.Ip("10.0.0.1").CopyTo(fact.LocalAddress);
        EventBuilder.Ip("10.0.0.2").CopyTo(fact.RemoteAddress);
        return events.Fact(2, fact).Record(Actor, EventCode.SocketConnectX, Pid,
            result, EventBuilder.Tuple("10.0.0.1", 40000, "10.0.0.2", 443), 5, EventBuilder.Address("10.0.0.2", 443));
    }

    private byte[] Clone(uint pid, long parent, string comm) => events.Record(
        Actor with { Tgid = pid }, EventCode.SyscallClone_20X, pid, 0, comm, EventBuilder.List("-x"), pid, pid, parent, "/", 1024, 0, 0, 0, 0, 0,
        comm, EventBuilder.List("cpu=/"), 0, 1000, 1000, pid, pid, 0);

    private byte[] Thread(long tid) => events.Record(
        Actor, EventCode.SyscallClone_20X, tid, 0, "worker", Array.Empty<byte>(), tid, Pid, 100, "/", 1024, 0, 0, 0, 0, 0,
        "worker", EventBuilder.List("cpu=/"), 8192, 1000, 1000, tid, Pid, 0);

    private byte[] Exit(long tid, FactHeader header) => events.Record(header, EventCode.Procexit_1E, tid, 0, 0, 0, 0, Pid);

    private static object?[] Exec(long result, long pid) =>
    [
        result, "/usr/bin/true", EventBuilder.List("-x"), pid, pid, (long)Pid, "/", 1024, 0, 0, 0, 0, 0, "true", EventBuilder.List("cpu=/"),
        EventBuilder.List("HOME=/"), 0, pid, 1000, 0, 0, 0, 0, 42, 7, 8, 1000, "/usr/bin/true", pid, 1000, "/usr/bin/true",
    ];
}
