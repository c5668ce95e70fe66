using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>Where the probe meets system calls: at the end of all of them, or at the functions of those that are watched.</summary>
public sealed class HookTests(ProbeFixture fixture)
{
    private const string Statistics = "/proc/sys/kernel/bpf_stats_enabled";
    private const int Calls = 100_000;

    // One of each way by which a call is met, and those whose functions are called otherwise than they.
    private static readonly string[] Compared =
    [
        "open", "openat", "stat", "newfstatat", "umount2", "execve", "execveat", "clone", "fork", "setsid", "setuid", "setresuid", "capset", "chown", "fchownat",
        "mmap", "socket", "bind", "connect", "accept", "sendto", "recvmsg", "mkdirat", "unlinkat", "renameat2", "ptrace", "unshare", "prctl",
    ];

    [Theory]
    [InlineData(SyscallHooks.Tracepoint)]
    [InlineData(SyscallHooks.Functions)]
    public void OnlyWatchedCallsPayWhereFunctionsAreHooked(SyscallHooks hooks)
    {
        using var probe = Load(hooks);
        probe.SetInterest(ProbeFixture.NumberOf("fchmodat"), Interest.Succeeded | Interest.Failed);
        string before = File.ReadAllText(Statistics);
        File.WriteAllText(Statistics, "1");
        try
        {
            long start = probe.Runs.Sum(r => r.Count);
            Act.Do(fixture, "processes", "asks", $"{Calls}");
            long runs = probe.Runs.Sum(r => r.Count) - start;
            if (hooks == SyscallHooks.Functions)
                runs.Should().BeLessThan(Calls / 10, "a program that starts and ends is met at its hooks, and no call of it");
            else
                runs.Should().BeGreaterThan(Calls);
        }
        finally
        {
            File.WriteAllText(Statistics, before);
        }
    }

    [Theory]
    [InlineData(SyscallHooks.Tracepoint)]
    [InlineData(SyscallHooks.Functions)]
    public void CallsThatSeccompAnswersAreSeen(SyscallHooks hooks)
    {
        using var probe = Load(hooks);
        foreach (string call in new[] { "mkdirat", "fchmodat" })
            probe.SetInterest(ProbeFixture.NumberOf(call), Interest.Succeeded | Interest.Failed);
        var act = Act.Do(fixture, "refusals");
        act["mkdirat"].Should().Be(-18, "that is what the filter says");
        var seen = new Seen(act.Pid);
        probe.Reader.DrainUntil(ref seen, () => seen.HasEnded);
        seen.Calls.Should().Equal((EventCode.SyscallMkdiratX, -18), (EventCode.SyscallFchmodatX, -2));
    }

    [Fact]
    public void WhatRulesUsuallyWatchIsMetAtFunctions()
    {
        using var probe = Load(SyscallHooks.Functions);
        string[] usual =
        [
            "execve", "execveat", "chdir", "fchdir", "chroot", "capset", "setuid", "setgid", "setresuid", "setresgid", "setreuid", "setregid", "setsid", "setpgid",
            "prctl", "unshare", "setns", "open", "openat", "openat2", "creat", "connect", "accept", "accept4", "sendto", "sendmsg", "ptrace", "dup", "dup2", "dup3",
            "link", "linkat", "symlink", "symlinkat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "chmod", "fchmodat", "mount", "umount2",
            "memfd_create", "finit_module", "bpf",
        ];
        foreach (string call in usual.Where(c => EventSchema.Syscalls.Any(s => s.Name == c && s.Native >= 0)))
        {
            probe.SetInterest(ProbeFixture.NumberOf(call), Interest.Succeeded);
            probe.Hooks.Should().Be(SyscallHooks.Functions, $"{call} {string.Join("; ", probe.Refused)}");
        }
    }

    [Fact]
    public void FunctionsTellWhatTheTracepointTells()
    {
        using var probe = Load(SyscallHooks.Functions);
        using var reference = Load(SyscallHooks.Tracepoint);
        foreach (int number in EventSchema.Syscalls.Where(c => c.Native >= 0 && Compared.Contains(c.Name)).Select(c => c.Native))
        {
            reference.SetInterest(number, Interest.Succeeded | Interest.Failed);
            probe.SetInterest(number, Interest.Succeeded | Interest.Failed);
        }

        probe.Hooks.Should().Be(SyscallHooks.Functions);
        var directory = Directory.CreateTempSubdirectory();
        foreach (string[] act in (string[][])[["compat"], ["sockets"], ["privileges"], ["processes", "fails"], ["files", directory.FullName]])
        {
            if (act[0] == "compat" && !ProbeFixture.RunsNarrowPrograms)
                continue;
            int process = Act.Do(fixture, act[0], act[1..]).Pid;
            var (told, expected) = (new Results(process), new Results(process));
            probe.Reader.DrainUntil(ref told, () => told.HasEnded);
            reference.Reader.DrainUntil(ref expected, () => expected.HasEnded);
            told.All.Should().Equal(expected.All, string.Join(' ', act));
            expected.All.Should().HaveCountGreaterThan(2);
        }

        directory.Delete(recursive: true);
    }

    [Fact]
    public void ProbeMeetsAllCallsForTheSakeOfOneWithoutAFunction()
    {
        using var probe = Load(SyscallHooks.Functions);
        probe.SetInterest(ProbeFixture.NumberOf("execve"), Interest.Failed);
        probe.Hooks.Should().Be(SyscallHooks.Functions);
        probe.SetInterest(ProbeFixture.NumberOf("getuid"), Interest.Succeeded);
        probe.Hooks.Should().Be(SyscallHooks.Tracepoint);
        var act = Act.Do(fixture, "processes", "fails");
        var told = new Results(act.Pid);
        probe.Reader.DrainUntil(ref told, () => told.HasEnded);
        told.All.Select(r => r.Code).Should().Contain(EventCode.SyscallExecve_19X);
    }

    private static bool MayHookFunctions()
    {
        using var hooks = FunctionHooks.Find();
        return hooks is not null;
    }

    private Probe Load(SyscallHooks hooks)
    {
        _ = fixture.Probe;
        Assert.SkipWhen(hooks == SyscallHooks.Functions && !MayHookFunctions(), "this kernel lets no program hang on functions");
        // Nobody reads while an act is done, and what other tests do meanwhile needs room, too.
        return Probe.Load(new ProbeOptions { RingBytes = 1 << 23, GraveRingBytes = 1 << 21, Hooks = hooks });
    }

    /// <summary>Calls of one process, with their results.</summary>
    private unsafe struct Seen(int process) : IRecordHandler
    {
        public List<(EventCode Code, long Result)> Calls { get; } = [];

        public bool HasEnded { get; private set; }

        public void Handle(byte* record, int size)
        {
            if (((FactHeader*)record)->Tgid != process)
                return;
            var read = new Recorded(new ReadOnlySpan<byte>(record, size));
            HasEnded |= read.Code == EventCode.Procexit_1E;
            if (read.Code is EventCode.SyscallMkdiratX or EventCode.SyscallFchmodatX)
                Calls.Add((read.Code, read.Number("res")));
        }

        public void Lost(in Loss loss)
        {
        }
    }

    /// <summary>What one process was told to have done, and with what results.</summary>
    private unsafe struct Results(int process) : IRecordHandler
    {
        public List<(EventCode Code, string Result)> All { get; } = [];

        public readonly bool HasEnded => All.Any(r => r.Code == EventCode.Procexit_1E);

        public void Handle(byte* record, int size)
        {
            if (((FactHeader*)record)->Tgid != process)
                return;
            var read = new Recorded(new ReadOnlySpan<byte>(record, size));
            All.Add((read.Code, read.Event.Info.Params.Length > 0 ? Convert.ToHexString(read.Bytes(read.Event.Info.Params[0].Name)) : ""));
        }

        public void Lost(in Loss loss)
        {
        }
    }
}
