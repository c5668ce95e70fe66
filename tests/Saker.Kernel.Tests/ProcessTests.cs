using System.Diagnostics;
using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>Forks, execs and exits, the ordinary ones and those that are there to mislead.</summary>
public sealed class ProcessTests(ProbeFixture fixture)
{
    private const long Thread = 8192;
    private const long Vfork = 134217728;
    private const long NewPid = 64;
    private const long InPidNamespace = 536870912;

    [Fact]
    public void ExecTellsAllOfTheProgram()
    {
        string file = Act.PathOf("processes");
        int mark = fixture.Mark();
        var start = new ProcessStartInfo(file, ["nothing", "a b", ""]) { WorkingDirectory = "/usr/share" };
        start.Environment.Clear();
        start.Environment["ONE"] = "1";
        start.Environment["TWO"] = "zwei";
        using var process = Process.Start(start)!;
        process.WaitForExit();
        var exec = fixture.Expect(r => r.Code == EventCode.SyscallExecve_19X && r.Tid == process.Id, "exec", mark);

        exec.Number("res").Should().Be(0);
        exec.Text("exe").Should().Be(file);
        exec.Bytes("args").Should().Equal("nothing\0a b\0\0"u8.ToArray());
        exec.Number("tid").Should().Be(process.Id);
        exec.Number("pid").Should().Be(process.Id);
        exec.Process("ptid").Tgid.Should().Be((uint)Environment.ProcessId);
        exec.Number("ptid").Should().Be(exec.Process("ptid").Tid);
        exec.Text("cwd").Should().Be("/usr/share");
        exec.Number("fdlimit").Should().BePositive();
        exec.Number("pgft_maj").Should().BeGreaterThanOrEqualTo(0);
        exec.Number("pgft_min").Should().BePositive();
        exec.Number("vm_size").Should().BePositive();
        exec.Number("vm_rss").Should().BeInRange(0, 100_000);
        exec.Number("vm_swap").Should().Be(0);
        exec.Text("comm").Should().Be("processes");
        exec.Strings("cgroups").Should().Contain(OwnCgroups());
        exec.Strings("env").Should().BeEquivalentTo("ONE=1", "TWO=zwei");
        exec.Number("tty").Should().Be(0);
        exec.Number("vpgid").Should().Be(exec.Number("pgid"));
        exec.Number("loginuid").Should().Be(uint.Parse(File.ReadAllText("/proc/self/loginuid")));
        exec.Number("flags").Should().Match(f => ((long)f & 1) == 1, "root may write it");
        exec.Number("cap_inheritable").Should().Be(0);
        exec.Number("cap_permitted").Should().Be(OwnCapabilities("CapPrm"));
        exec.Number("cap_effective").Should().Be(OwnCapabilities("CapEff"));
        exec.Number("exe_ino").Should().Be((long)exec.Descriptor("trusted_exepath").Ino);
        exec.Number("exe_ino_mtime").Should().BeCloseTo(new DateTimeOffset(File.GetLastWriteTimeUtc(file)).ToUnixTimeMilliseconds() * 1_000_000, 1_000_000);
        exec.Number("exe_ino_ctime").Should().BeGreaterThanOrEqualTo(exec.Number("exe_ino_mtime"));
        exec.Number("uid").Should().Be(0);
        exec.Text("trusted_exepath").Should().Be(file);
        exec.Number("pgid").Should().BePositive();
        exec.Number("gid").Should().Be(0);
        exec.Text("filename").Should().Be(file);

        exec.Facts.Tgid.Should().Be((uint)process.Id);
        exec.Facts.Uid.Should().Be(0);
        exec.Facts.ProcessStart.Should().Be(exec.Facts.ThreadStart);
        exec.Facts.Syscall.Should().Be((ushort)ProbeFixture.NumberOf("execve"));
        Namespace("mnt").Should().Be(exec.Facts.MountNamespace);
        Namespace("pid").Should().Be(exec.Facts.PidNamespace);
    }

    [Fact]
    public void ForkTellsAllOfTheChild()
    {
        var act = Act.Do(fixture, "processes", "double_fork");
        var parent = act.One(EventCode.SyscallExecve_19X);
        var child = fixture.Expect(r => IsCreation(r) && r.Process("ptid").Tgid == act.Pid, "fork", act.Mark);

        child.Code.Should().Be(EventCode.SyscallClone_20X, "fork of the C library is clone");
        child.Number("res").Should().Be(0);
        child.Text("exe").Should().Be(parent.Text("exe"));
        child.Bytes("args").Should().Equal(parent.Bytes("args"));
        child.Number("tid").Should().Be(child.Tid);
        child.Number("pid").Should().Be(child.Facts.Tgid).And.Be(child.Tid);
        child.Number("ptid").Should().Be(act.Pid);
        child.Text("cwd").Should().Be(parent.Text("cwd"));
        child.Number("fdlimit").Should().Be(parent.Number("fdlimit"));
        child.Number("pgft_maj").Should().Be(0);
        child.Number("pgft_min").Should().BeGreaterThanOrEqualTo(0);
        child.Number("vm_size").Should().BePositive();
        child.Number("vm_rss").Should().BeInRange(0, 100_000);
        child.Number("vm_swap").Should().Be(0);
        child.Text("comm").Should().Be("processes");
        child.Bytes("cgroups").Should().Equal(parent.Bytes("cgroups"));
        child.Number("flags").Should().Be(8388608 | 16777216, "CHILD_CLEARTID and CHILD_SETTID");
        child.Number("uid").Should().Be(0);
        child.Number("gid").Should().Be(0);
        child.Number("vtid").Should().Be(child.Tid);
        child.Number("vpid").Should().Be(child.Tid);
        child.Number("pidns_init_start_ts").Should().BeGreaterThanOrEqualTo(0);
        child.Process("res").Tgid.Should().Be((uint)act.Pid);
        child.Process("res").Start.Should().Be(parent.Facts.ProcessStart);
    }

    [Fact]
    public void DoubleForkIsTakenOverByTheReaper()
    {
        var act = Act.Do(fixture, "processes", "double_fork");
        var child = fixture.Expect(r => IsCreation(r) && r.Process("ptid").Tgid == act.Pid, "fork", act.Mark);
        var grandchild = fixture.Expect(r => IsCreation(r) && r.Process("ptid").Tgid == child.Tid, "second fork", act.Mark);
        var end = fixture.Expect(r => r.Code == EventCode.Procexit_1E && r.Tid == grandchild.Tid, "end of grandchild", act.Mark);
        end.Number("ret").Should().Be(7);
        var orphaning = fixture.Expect(r => r.Code == EventCode.Procexit_1E && r.Tid == child.Tid, "end of child", act.Mark);
        orphaning.Number("reaper_tid").Should().BePositive().And.NotBe(act.Pid);
    }

    [Fact]
    public void VforkComesBeforeTheChildsExec()
    {
        // Where there is no vfork, the C library asks clone for the same.
        var code = ProbeFixture.IsX64 ? EventCode.SyscallVfork_20X : EventCode.SyscallClone_20X;
        var act = Act.Do(fixture, "processes", "vfork");
        var birth = fixture.Expect(r => IsCreation(r) && r.Tid == act["child"], "vfork", act.Mark);
        birth.Code.Should().Be(code);
        (birth.Number("flags") & Vfork).Should().Be(Vfork);
        birth.Facts.Syscall.Should().Be((ushort)ProbeFixture.NumberOf(ProbeFixture.IsX64 ? "vfork" : "clone"));
        var life = fixture.Matching(r => r.Tid == act["child"] && (IsCreation(r) || r.Code is EventCode.SyscallExecve_19X or EventCode.Procexit_1E), act.Mark);
        life.Select(r => r.Code).Should().ContainInOrder(code, EventCode.SyscallExecve_19X, EventCode.Procexit_1E);
        life.Select(r => r.Facts.ProcessStart).Distinct().Should().ContainSingle();
        life[1].Strings("args").Should().Equal("vforked");
    }

    [Fact]
    public void CloneIntoAPidNamespace()
    {
        var act = Act.Do(fixture, "processes", "clone3");
        var birth = fixture.Expect(r => IsCreation(r) && r.Tid == act["child"], "clone3", act.Mark);
        birth.Code.Should().Be(EventCode.SyscallClone3X);
        birth.Number("flags").Should().Be(NewPid | InPidNamespace);
        birth.Number("vtid").Should().Be(1);
        birth.Number("vpid").Should().Be(1);
        birth.Number("tid").Should().Be(act["child"]);
        birth.Facts.PidNamespace.Should().NotBe(Namespace("pid"));
        fixture.Expect(r => r.Code == EventCode.Procexit_1E && r.Tid == act["child"], "exit", act.Mark).Number("ret").Should().Be(1);
    }

    [Fact]
    public void ExecFromANonLeaderThreadIsTheLeaders()
    {
        var act = Act.Do(fixture, "processes", "thread_exec");
        var thread = act.All.First(r => IsCreation(r) && r.Tid != act.Pid);
        (thread.Number("flags") & Thread).Should().Be(Thread);
        thread.Facts.Tgid.Should().Be((uint)act.Pid);
        thread.Facts.ProcessStart.Should().NotBe(thread.Facts.ThreadStart);
        var exec = act.One(EventCode.SyscallExecve_19X, 1);
        exec.Tid.Should().Be(act.Pid);
        exec.Number("tid").Should().Be(act.Pid);
        exec.Text("exe").Should().Be("from-thread");
        exec.Text("comm").Should().Be("true");
        exec.Facts.ProcessStart.Should().Be(thread.Facts.ProcessStart);
        act.Records.Should().Contain(r => r.Code == EventCode.Procexit_1E);
    }

    [Fact]
    public void ScriptIsTheInterpreterAndNamesTheScript()
    {
        string text = Path.GetTempFileName(), script = $"{text}-script";
        File.WriteAllText(text, "#!/bin/busybox sh\ntrue\n");
        File.SetUnixFileMode(text, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Act.Copy(text, script);
        var exec = Act.Run(fixture, script, "x").One(EventCode.SyscallExecve_19X);
        File.Delete(text);
        File.Delete(script);
        exec.Text("filename").Should().Be(script);
        exec.Text("trusted_exepath").Should().Be("/usr/bin/busybox");
        exec.Text("exe").Should().Be("/bin/busybox");
        exec.Strings("args").Should().Equal("sh", script, "x");
        exec.Text("comm").Should().Be(Path.GetFileName(script)[..Math.Min(15, Path.GetFileName(script).Length)]);
    }

    [Fact]
    public void LongCommandLineIsCutAndMarked()
    {
        string longest = new('x', 5000);
        string file = Act.PathOf("processes");
        var exec = Act.Run(fixture, file, "nothing", longest).One(EventCode.SyscallExecve_19X);
        (exec.Bytes("exe").Length + exec.Bytes("args").Length).Should().Be(4096);
        exec.Bytes("args")[^1].Should().Be(0);
        exec.Strings("args")[1].Should().Be(longest[..(4096 - file.Length - 1 - 8 - 1)]);
        ((RecordFlags)exec.Facts.Flags).Should().HaveFlag(RecordFlags.Truncated);

        string fitting = new('y', 4096 - file.Length - 1 - 8 - 1);
        var whole = Act.Run(fixture, file, "nothing", fitting).One(EventCode.SyscallExecve_19X);
        whole.Strings("args")[1].Should().Be(fitting);
    }

    [Fact]
    public void BinaryDeletedAfterExec()
    {
        string copy = Path.Combine(Path.GetTempPath(), $"saker-deleted-{Environment.ProcessId}");
        Act.Copy(Act.PathOf("processes"), copy);
        int mark = fixture.Mark();
        using var process = Process.Start(new ProcessStartInfo(copy, ["waits"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        process.StandardOutput.ReadLine().Should().Be("ready");
        File.Delete(copy);
        var exec = fixture.Expect(r => r.Code == EventCode.SyscallExecve_19X && r.Tid == process.Id, "exec", mark);
        exec.Text("trusted_exepath").Should().Be(copy);
        var picture = Picture.Take(fixture).First(r => r.Tid == process.Id);
        picture.Text("exepath").Should().Be(copy);
        picture.Number("exe_ino_num").Should().Be(exec.Number("exe_ino"));
        process.StandardInput.Close();
        process.WaitForExit();
    }

    [Fact]
    public void ExecFromMemoryIsSeen()
    {
        var act = Act.Do(fixture, "processes", "by_descriptor");
        var exec = act.One(EventCode.SyscallExecveatX);
        exec.Number("res").Should().Be(0);
        exec.Text("exe").Should().Be("kworker");
        exec.Text("trusted_exepath").Should().Be("memfd:payload");
        (exec.Number("flags") & 4).Should().Be(4, "EXE_FROM_MEMFD");
        exec.IsEmpty("env").Should().BeTrue();
        var file = exec.Descriptor("trusted_exepath");
        file.Type.Should().Be((byte)DescriptorType.Memfd);
        file.Flags.Should().Match(f => (f & (byte)DescriptorFlags.Unlinked) != 0);
        file.Ino.Should().Be(act.One(EventCode.SyscallMemfdCreateX).Descriptor("fd").Ino);
    }

    [Fact]
    public void ExecThatFails()
    {
        var act = Act.Do(fixture, "processes", "fails");
        var before = act.One(EventCode.SyscallExecve_19X);
        var failed = act.One(EventCode.SyscallExecve_19X, 1);
        failed.Number("res").Should().Be(-2);
        failed.Text("exe").Should().Be("no-such");
        failed.Strings("args").Should().Equal("argument one", "two");
        failed.Strings("env").Should().Equal("A=1", "B=2");
        failed.Text("filename").Should().Be("/no/such/program");
        foreach (string same in new[] { "tid", "pid", "ptid", "fdlimit", "tty", "vpgid", "loginuid", "flags", "cap_permitted", "exe_ino", "exe_ino_ctime", "uid", "pgid", "gid" })
            failed.Number(same).Should().Be(before.Number(same), same);
        foreach (string same in new[] { "cwd", "comm", "trusted_exepath" })
            failed.Text(same).Should().Be(before.Text(same));
        failed.Bytes("cgroups").Should().Equal(before.Bytes("cgroups"));

        var at = act.One(EventCode.SyscallExecveatX);
        at.Number("res").Should().Be(-8);
        at.Strings("args").Should().Equal("argument one", "two");
    }

    [Fact]
    public void CloneThatFails()
    {
        var act = Act.Do(fixture, "processes", "fails");
        var failed = act.One(EventCode.SyscallClone_20X);
        failed.Number("res").Should().Be(-22);
        failed.IsEmpty("exe").Should().BeTrue();
        failed.Number("tid").Should().Be(act.Pid);
        failed.Number("flags").Should().Be(2048, "CLONE_SIGHAND");
        failed.Number("vtid").Should().Be(act.Pid);
        failed.Number("pidns_init_start_ts").Should().Be(0);
    }

    [Fact]
    public void ReusedNumberIsAnotherProcess()
    {
        var act = Act.Do(fixture, "processes", "reuses");
        act["second"].Should().Be(act["first"]);
        var births = fixture.Matching(r => IsCreation(r) && r.Tid == act["first"], act.Mark);
        births.Should().HaveCount(2);
        births[1].Facts.ProcessStart.Should().BeGreaterThan(births[0].Facts.ProcessStart);
        var ends = fixture.Matching(r => r.Code == EventCode.Procexit_1E && r.Tid == act["first"], act.Mark);
        ends.Select(e => e.Facts.ProcessStart).Should().Equal(births.Select(b => b.Facts.ProcessStart));
        ends.Select(e => e.Number("ret")).Should().Equal(1, 2);
    }

    [Fact]
    public void ExitTellsHow()
    {
        var end = Act.Run(fixture, "/bin/sh", "-c", "exit 3").One(EventCode.Procexit_1E);
        end.ShouldHave(("status", 0x300L), ("ret", 3L), ("sig", 0L), ("core", 0L), ("reaper_tid", 0L));

        var act = Act.Do(fixture, "processes", "signalled");
        var child = fixture.Expect(r => IsCreation(r) && r.Process("ptid").Tgid == act.Pid, "fork", act.Mark);
        fixture.Expect(r => r.Code == EventCode.Procexit_1E && r.Tid == child.Tid, "exit", act.Mark)
            .ShouldHave(("status", 9L), ("ret", 0L), ("sig", 9L), ("core", 0L), ("reaper_tid", 0L));
    }

    [Fact]
    public void LivesAreInOrderAcrossProcessors()
    {
        const int Count = 300;
        var act = Act.Do(fixture, "processes", "many", $"{Count}");
        var children = fixture.Matching(r => IsCreation(r) && r.Process("ptid").Tgid == act.Pid, act.Mark);
        children.Should().HaveCount(Count);
        var lives = fixture.Matching(r => IsCreation(r) || r.Code is EventCode.SyscallExecve_19X or EventCode.Procexit_1E, act.Mark)
            .GroupBy(r => (r.Facts.Tgid, r.Facts.ProcessStart)).ToDictionary(g => g.Key, g => g.Select(r => r.Code).ToList());
        foreach (var child in children)
        {
            lives[(child.Facts.Tgid, child.Facts.ProcessStart)]
                .Should().Equal(child.Code, EventCode.SyscallExecve_19X, EventCode.Procexit_1E);
        }
    }

    [Fact]
    public void DeepDirectoryIsTheWholePath()
    {
        string root = Directory.CreateTempSubdirectory("saker-deep-").FullName;
        string deep = Path.Combine([root, .. Enumerable.Range(0, 100).Select(i => $"level-{i}")]);
        Directory.CreateDirectory(deep);
        string copy = Path.Combine(deep, "program");
        Act.Copy(Act.PathOf("processes"), copy);
        var exec = Act.Run(fixture, copy).One(EventCode.SyscallExecve_19X);
        exec.Text("trusted_exepath").Should().Be(copy);
        ((RecordFlags)exec.Facts.Flags).Should().NotHaveFlag(RecordFlags.Truncated);
        Directory.Delete(root, recursive: true);
    }

    internal static bool IsCreation(Recorded record) =>
        record.Code is EventCode.SyscallClone_20X or EventCode.SyscallClone3X or EventCode.SyscallFork_20X or EventCode.SyscallVfork_20X;

    internal static uint Namespace(string kind) => uint.Parse(new FileInfo($"/proc/self/ns/{kind}").LinkTarget!.Split('[', ']')[1]);

    /// <summary>As the kernel tells of this process, which the acts inherit.</summary>
    /// <summary>The cgroups of the controllers that events name; a machine with the unified hierarchy alone has them all in one place.</summary>
    internal static IEnumerable<string> OwnCgroups() => File.ReadAllLines("/proc/self/cgroup") is [var unified] && unified.StartsWith("0::", StringComparison.Ordinal)
        ? [$"cpuset={unified[3..]}", $"cpu={unified[3..]}", $"memory={unified[3..]}"]
        : OwnCgroupsByController();

    private static IEnumerable<string> OwnCgroupsByController() => File.ReadAllLines("/proc/self/cgroup").Select(l => l.Split(':', 3))
        .SelectMany(p => p[1].Split(',').Select(controller => (Controller: controller, Path: p[2])))
        .Where(p => p.Controller is "memory" or "cpu" or "cpuset")
        .Select(p => $"{p.Controller}={p.Path}");

    internal static long OwnCapabilities(string set) =>
        Convert.ToInt64(File.ReadLines("/proc/self/status").First(l => l.StartsWith(set, StringComparison.Ordinal))[(set.Length + 1)..].Trim(), 16);
}
