using Saker.Events;
using Saker.Testing;

namespace Saker.State.Tests;

/// <summary>Fields that Falco does not have: what the kernel says of a task and of what it opened, whatever the task claims.</summary>
public sealed unsafe class KernelFactTests : IDisposable
{
    private readonly Machine machine = new(live: true);

    public KernelFactTests()
    {
        machine.Live(Header, EventCode.SyscallClone_20X, 500, 0, "x", Array.Empty<byte>(), 500, 500, 100, "/srv", 1024, 0, 0, 0, 0, 0, "x",
            Array.Empty<byte>(), 0, 1000, 1000, 500, 500, 0);
        machine.State.Finish(machine.Context);
    }

    private static FactHeader Header => new()
    {
        Tgid = 500,
        ProcessStart = 9_000_000_001,
        CgroupId = 77,
        MountNamespace = 4026531841,
        PidNamespace = 4026531836,
        Uid = 1000,
        Gid = 1000,
    };

    [Fact]
    public void A_process_has_a_key_that_its_number_alone_is_not()
    {
        machine.Live(Header, EventCode.SyscallGetuidX, 500, 0);
        machine.Ask("proc.key").Should().Be("500-9000000001");
        machine.Live(Header with { ProcessStart = 9_500_000_000 }, EventCode.SyscallGetuidX, 500, 0);
        machine.Ask("proc.key").Should().Be("500-9500000000", "the number was given to somebody else");
    }

    [Fact]
    public void A_task_is_in_namespaces_and_a_cgroup()
    {
        machine.Live(Header, EventCode.SyscallGetuidX, 500, 0);
        machine.Ask("proc.cgroup_id").Should().Be("77");
        machine.Ask("proc.mnt_ns").Should().Be("4026531841");
        machine.Ask("proc.pid_ns").Should().Be("4026531836");
    }

    [Fact]
    public void What_no_capture_of_Falco_tells_is_missing()
    {
        machine.Apply(EventCode.SyscallOpenX, 100, 3, "/x", 1, 0, 0, 0);
        foreach (string field in new[] { "proc.key", "proc.cgroup_id", "proc.mnt_ns", "proc.pid_ns", "evt.claim_mismatch", "fd.path", "fd.role" })
            machine.Ask(field).Should().BeNull(field);
    }

    [Theory]
    [InlineData("/etc/passwd", "/etc/passwd", "0")]
    [InlineData("passwd", "/srv/passwd", "0")]
    [InlineData("./a/../passwd", "/srv/passwd", "0")]
    [InlineData("/tmp/link", "/etc/shadow", "1")]
    [InlineData("/proc/self/fd/7", "/etc/shadow", "1")]
    [InlineData("link", "/etc/shadow", "1")]
    public void A_claim_that_is_not_what_was_opened_shows(string claimed, string opened, string expected)
    {
        machine.Events.Fact(0, new DescriptorFact { Type = (byte)DescriptorType.File }).Path(0, opened);
        machine.Live(Header, EventCode.SyscallOpenat_2X, 500, 3, -100, claimed, 1, 0, 0, 0);
        machine.Ask("evt.claim_mismatch").Should().Be(expected);
        machine.Ask("fd.path").Should().Be(opened);
    }

    [Fact]
    public void A_claim_is_made_from_the_root_that_the_process_has()
    {
        machine.Events.Path(1, "/jail");
        machine.Live(Header, EventCode.SyscallChrootX, 500, 0, "/jail");
        machine.State.Finish(machine.Context);
        machine.Events.Fact(0, new DescriptorFact { Type = (byte)DescriptorType.File }).Path(0, "/jail/etc/passwd");
        machine.Live(Header, EventCode.SyscallOpenX, 500, 3, "/etc/passwd", 1, 0, 0, 0);
        machine.Ask("evt.claim_mismatch").Should().Be("0");
    }

    [Theory]
    [InlineData("/usr/bin/cat", "/usr/bin/cat", "0")]
    [InlineData("./cat", "/srv/cat", "0")]
    [InlineData("/bin/cat", "/usr/bin/cat", "1")]
    [InlineData("/opt/script.sh", "/usr/bin/dash", "1")]
    [InlineData("/dev/fd/3", "/memfd:x", "1")]
    [InlineData(null, "/usr/bin/cat", null)]
    public void A_program_that_is_not_what_was_to_be_executed_shows(string? claimed, string executed, string? expected)
    {
        object?[] values = Machine.ExecValues(0, 500, executed);
        values[6] = "/srv/";
        values[30] = claimed;
        machine.Live(Header, EventCode.SyscallExecve_19X, 500, values);
        machine.Ask("evt.claim_mismatch").Should().Be(expected);
    }

    [Fact]
    public void Nothing_is_compared_where_nothing_was_opened_or_named()
    {
        const int temporaryFile = 8192;
        machine.Live(Header, EventCode.SyscallOpenX, 500, -2, "/gone", 1, 0, 0, 0);
        machine.Ask("evt.claim_mismatch").Should().BeNull("it failed");
        machine.Events.Fact(0, new DescriptorFact { Type = (byte)DescriptorType.File }).Path(0, "/tmp/#123");
        machine.Live(Header, EventCode.SyscallOpenX, 500, 3, "/tmp", temporaryFile, 0, 0, 0);
        machine.Ask("evt.claim_mismatch").Should().BeNull("a file without a name");
        machine.Events.Fact(0, new DescriptorFact { Type = (byte)DescriptorType.File }).Path(0, "/etc/passwd");
        machine.Live(Header, EventCode.SyscallOpenByHandleAtX, 500, 3, -100, 1, "/etc/passwd", 0, 0);
        machine.Ask("evt.claim_mismatch").Should().BeNull("a handle is no claim");
        machine.Events.Fact(0, new DescriptorFact { Type = (byte)DescriptorType.File }).Path(0, "/etc/passwd");
        machine.Live(Header, EventCode.SyscallOpenat_2X, 500, 3, 9, "passwd", 1, 0, 0, 0);
        machine.Ask("evt.claim_mismatch").Should().BeNull("nobody knows where the name starts");
    }

    [Theory]
    [InlineData(SocketRole.Client, "client")]
    [InlineData(SocketRole.Server, "server")]
    [InlineData(SocketRole.None, null)]
    public void A_socket_is_on_one_side(SocketRole role, string? expected)
    {
        var fact = new DescriptorFact { Type = (byte)DescriptorType.Ipv4, L4Protocol = (byte)L4Protocol.Tcp, Role = (byte)role, LocalPort = 1, RemotePort = 2 };
        machine.Events.Fact(2, fact);
        machine.Live(Header, EventCode.SyscallWriteX, 500, 1, new byte[1], 3, 1);
        machine.Ask("fd.role").Should().Be(expected);
    }

    public void Dispose() => machine.Dispose();
}
