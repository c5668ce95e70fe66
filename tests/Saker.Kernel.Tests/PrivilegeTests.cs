using System.Buffers.Binary;
using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>Credentials, namespaces, tracing, kernel code: every parameter.</summary>
public sealed class PrivilegeTests
{
    private static readonly Lock Gate = new();
    private static Act? shared;

    private readonly Act act;
    private readonly List<Recorded> records;

    public PrivilegeTests(ProbeFixture fixture)
    {
        lock (Gate)
            act = shared ??= Act.Do(fixture, "privileges");
        var family = new HashSet<uint> { (uint)act.Pid };
        var all = fixture.Matching(_ => true, act.Mark);
        foreach (var birth in all.Where(r => ProcessTests.IsCreation(r) && family.Contains(r.Process("ptid").Tgid)))
            family.Add(birth.Facts.Tgid);
        records = [.. all.Where(r => family.Contains(r.Facts.Tgid))];
    }

    [Fact]
    public void Namespaces()
    {
        Check(EventCode.SyscallUnshareX, 0, ("res", 0L), ("flags", 32L | 128));
        Check(EventCode.SyscallUnshareX, 1, ("res", -22L), ("flags", 0L));
        Check(EventCode.SyscallSetnsX, 0, ("res", 0L), ("fd", act["ns"]), ("nstype", 32L));
        Check(EventCode.SyscallSetnsX, 1, ("res", -9L), ("fd", 999L), ("nstype", 16L));
        Check(EventCode.SyscallChrootX, 0, ("res", 0L), ("path", "/tmp"));
        Check(EventCode.SyscallChrootX, 1, ("res", -2L), ("path", "/nowhere"));
        One(EventCode.SyscallUnshareX).Facts.MountNamespace.Should().NotBe(ProcessTests.Namespace("mnt"));
        One(EventCode.SyscallSetnsX).Facts.MountNamespace.Should().Be(ProcessTests.Namespace("mnt"));
    }

    [Fact]
    public void Mounts()
    {
        var mounts = records.Where(r => r.Code == EventCode.SyscallMountX && r.Text("dev") == "saker").ToList();
        mounts[0].ShouldHave(("res", 0L), ("dev", "saker"), ("dir", "/mnt"), ("type", "tmpfs"), ("flags", 6L));
        mounts[1].ShouldHave(("res", -2L), ("dev", "saker"), ("dir", "/nowhere"), ("type", "tmpfs"), ("flags", 1L));
        Check(EventCode.SyscallUmount2X, 0, ("res", 0L), ("name", "/mnt"), ("flags", 2L));
        Check(EventCode.SyscallUmount2X, 1, ("res", -2L), ("name", "/nowhere"), ("flags", 0L));
    }

    [Fact]
    public void Identities()
    {
        One(EventCode.SyscallSetsidX).Number("res").Should().Be(One(EventCode.SyscallSetsidX).Tid);
        Check(EventCode.SyscallSetresgidX, 0, ("res", 0L), ("rgid", 1001L), ("egid", 1002L), ("sgid", 1003L));
        Check(EventCode.SyscallSetregidX, 0, ("res", 0L), ("rgid", 1004L), ("egid", 0xffffffffL));
        Check(EventCode.SyscallSetgidX, 0, ("res", 0L), ("gid", 1005L));
        Check(EventCode.SyscallSetresuidX, 0, ("res", 0L), ("ruid", 2001L), ("euid", 2002L), ("suid", 2003L));
        Check(EventCode.SyscallSetreuidX, 0, ("res", -1L), ("ruid", 0L), ("euid", 0xffffffffL));
        Check(EventCode.SyscallSetuidX, 0, ("res", 0L), ("uid", 3000L));
        Check(EventCode.SyscallSetuidX, 1, ("res", -1L), ("uid", 0L));
        One(EventCode.SyscallSetresuidX).Facts.Uid.Should().Be(2002);
        One(EventCode.SyscallSetresgidX).Facts.Gid.Should().Be(1002);
        var setpgid = records.First(r => r.Code == EventCode.SyscallSetpgidX && r.Number("res") < 0);
        setpgid.ShouldHave(("res", setpgid.Number("res")), ("pid", 0L), ("pgid", 1L));
    }

    [Fact]
    public void Capabilities()
    {
        Check(EventCode.SyscallCapsetX, 0, ("res", 0L), ("cap_inheritable", 1L), ("cap_permitted", 0x1c1L), ("cap_effective", 0xc1L));
        Check(EventCode.SyscallCapsetX, 1, ("res", -14L), ("cap_inheritable", 1L), ("cap_permitted", 0x1c1L), ("cap_effective", 0xc1L));
    }

    [Fact]
    public void Tracing()
    {
        Check(EventCode.SyscallPtraceX, 0, ("res", 0L), ("addr", Number(0)), ("data", Number(0)), ("request", 11L), ("pid", act["tracee"]));
        var peek = One(EventCode.SyscallPtraceX, 1);
        peek.ShouldHave(("res", 0L), ("addr", peek.Bytes("addr")), ("data", Number(42)), ("request", 3L), ("pid", act["tracee"]));
        Check(EventCode.SyscallPtraceX, 2, ("res", 0L), ("addr", Number(0)), ("data", new byte[] { 1, 9 }), ("request", 12L), ("pid", act["tracee"]));
        Check(EventCode.SyscallPtraceX, 3, ("res", -3L), ("addr", Number(0)), ("data", Number(0)), ("request", 20L), ("pid", 1L << 22));
    }

    [Fact]
    public void Prctl()
    {
        Check(EventCode.SyscallPrctlX, 0, ("res", 0L), ("option", 15L), ("arg2_str", "renamed"), ("arg2_int", 0L));
        Check(EventCode.SyscallPrctlX, 1, ("res", 0L), ("option", 36L), ("arg2_str", ""), ("arg2_int", 1L));
        Check(EventCode.SyscallPrctlX, 2, ("res", 0L), ("option", 37L), ("arg2_str", ""), ("arg2_int", 1L));
    }

    [Fact]
    public void KernelCode()
    {
        Check(EventCode.SyscallBpf_2X, 0, ("fd", -22L), ("cmd", 999L));
        var module = One(EventCode.SyscallInitModuleX);
        module.ShouldHave(("res", act["init_module"]), ("img", "not a module"u8.ToArray()), ("length", 12L), ("uargs", "option=1"));
        Check(EventCode.SyscallFinitModuleX, 0, ("res", act["finit_module"]), ("fd", 0L), ("uargs", "option=2"), ("flags", 3L));
        Check(EventCode.SyscallUserfaultfdX, 0, ("res", act["userfaultfd"]), ("flags", 0x80000L));
    }

    private static byte[] Number(long value)
    {
        byte[] bytes = new byte[9];
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    private Recorded One(EventCode code, int index = 0) => records.Where(r => r.Code == code && r.Code != EventCode.SyscallPrctlX || r.Code == code && r.Tid == act.Pid).ElementAt(index);

    private void Check(EventCode code, int index, params (string Name, object Value)[] expected) => One(code, index).ShouldHave(expected);
}
