using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>What no other test does: every parameter of success and failure.</summary>
public sealed class RestTests
{
    private static readonly byte[] None = [];
    private static readonly Lock Gate = new();
    private static Act? shared;
    private static List<Recorded> family = [];

    private readonly Act act;

    public RestTests(ProbeFixture fixture)
    {
        lock (Gate)
        {
            if (shared is null)
            {
                var directory = Directory.CreateTempSubdirectory("saker-rest-");
                shared = Act.DoWhole(fixture, "rest", directory.FullName);
                family = shared.Family(fixture);
                directory.Delete(recursive: true);
            }

            act = shared;
        }
    }

    [Fact]
    public void ReadAndWrite()
    {
        byte[] bytes = "12345678"u8.ToArray();
        Shown(EventCode.SyscallWriteX, ("res", 8L), ("data", bytes), ("fd", act["file"]), ("size", 8L));
        Shown(EventCode.SyscallWriteX, ("res", -9L), ("data", bytes), ("fd", 999L), ("size", 8L));
        Shown(EventCode.SyscallReadX, ("res", 8L), ("data", bytes), ("fd", act["file"]), ("size", 8L));
        Shown(EventCode.SyscallReadX, ("res", -9L), ("data", None), ("fd", 999L), ("size", 8L));
        Shown(EventCode.SyscallSpliceX, ("res", 5L), ("fd_in", act["file"]), ("fd_out", act["pipe"]), ("size", 5L), ("flags", Flags.Of("splice_flags", "SPLICE_F_MOVE", "SPLICE_F_NONBLOCK")));
        Shown(EventCode.SyscallSpliceX, ("res", -9L), ("fd_in", 999L), ("fd_out", act["pipe"]), ("size", 5L), ("flags", 0L));
    }

    [Fact]
    public void Owners()
    {
        Shown(EventCode.SyscallFchownX, ("res", 0L), ("fd", act["file"]), ("uid", 15L), ("gid", 16L));
        Shown(EventCode.SyscallFchownX, ("res", -9L), ("fd", 999L), ("uid", 15L), ("gid", 16L));
        Shown(EventCode.SyscallFchownatX, ("res", -9L), ("dirfd", 999L), ("pathname", "rest"), ("uid", 1L), ("gid", 2L), ("flags", 0L));
        Shown(EventCode.SyscallFchmodX, ("res", -9L), ("fd", 999L), ("mode", 0x1a0L));
        Shown(EventCode.SyscallFchmodatX, ("res", -9L), ("dirfd", 999L), ("filename", "rest"), ("mode", 0x1a0L));
    }

    [Fact]
    public void NamesThatFail()
    {
        Shown(EventCode.SyscallMknodatX, ("res", -9L), ("dirfd", 999L), ("path", "rest"), ("mode", 0x81a4L), ("dev", 0L));
        Shown(EventCode.SyscallMkdiratX, ("res", -9L), ("dirfd", 999L), ("path", "made"), ("mode", 0x1edL));
        Shown(EventCode.SyscallUnlinkat_2X, ("res", -9L), ("dirfd", 999L), ("name", "rest"), ("flags", 0L));
        Shown(EventCode.SyscallRenameatX, ("res", -9L), ("olddirfd", 999L), ("oldpath", "a"), ("newdirfd", 998L), ("newpath", "b"));
        Shown(EventCode.SyscallRenameat2X, ("res", -9L), ("olddirfd", 999L), ("oldpath", "a"), ("newdirfd", 998L), ("newpath", "b"), ("flags", 2L));
        Shown(EventCode.SyscallLinkat_2X, ("res", -9L), ("olddir", 999L), ("oldpath", "a"), ("newdir", 998L), ("newpath", "b"), ("flags", 0L));
        Shown(EventCode.SyscallSymlinkatX, ("res", -9L), ("target", "a"), ("linkdirfd", 999L), ("linkpath", "b"));
    }

    [Fact]
    public void DescriptorsThatFail()
    {
        Shown(EventCode.SyscallDup3X, ("res", -9L), ("oldfd", 999L), ("newfd", 71L), ("flags", Flags.Of("file_flags", "O_CLOEXEC")));
        Shown(EventCode.SyscallMemfdCreateX, ("fd", -22L), ("name", "failing"), ("flags", 0L));
        Shown(EventCode.SyscallOpenByHandleAtX, ("fd", act["open_by_handle_at_failed"]), ("mountfd", 999L), ("flags", Flags.Of("file_flags", "O_RDONLY")), ("path", ""), ("dev", 0L), ("ino", 0L));
        Shown(EventCode.SyscallUserfaultfdX, ("res", -22L), ("flags", 1L << 20));
        Shown(EventCode.SocketAccept4_6X, ("fd", -9L), ("tuple", None), ("queuepct", 0L), ("queuelen", 0L), ("queuemax", 0L), ("flags", Flags.Of("file_flags", "O_CLOEXEC")));
        Shown(EventCode.SyscallPidfdGetfdX, ("fd", act["pidfd_getfd"]), ("pid_fd", act["pidfd"]), ("target_fd", 0L), ("flags", 0L));
        Shown(EventCode.SyscallPidfdGetfdX, ("fd", -9L), ("pid_fd", act["pidfd"]), ("target_fd", 999L), ("flags", 0L));
    }

    [Fact]
    public void Signals()
    {
        long self = act["self"], nobody = 1 << 22;
        Shown(EventCode.SyscallKillX, ("res", 0L), ("pid", self), ("sig", 0L));
        Shown(EventCode.SyscallKillX, ("res", -3L), ("pid", nobody), ("sig", 10L));
        Shown(EventCode.SyscallTkillX, ("res", 0L), ("tid", self), ("sig", 0L));
        Shown(EventCode.SyscallTkillX, ("res", -3L), ("tid", nobody), ("sig", 10L));
        Shown(EventCode.SyscallTgkillX, ("res", 0L), ("pid", self), ("tid", self), ("sig", 0L));
        Shown(EventCode.SyscallTgkillX, ("res", -3L), ("pid", nobody), ("tid", nobody), ("sig", 12L));
    }

    [Fact]
    public void Rights()
    {
        Shown(EventCode.SyscallSetpgidX, ("res", 0L), ("pid", 0L), ("pgid", 0L));
        Shown(EventCode.SyscallSetsidX, ("res", -1L));
        Shown(EventCode.SyscallSetreuidX, ("res", 0L), ("ruid", 0L), ("euid", 0L));
        Shown(EventCode.SyscallSetgidX, ("res", -1L), ("gid", 1L));
        Shown(EventCode.SyscallSetregidX, ("res", -1L), ("rgid", 1L), ("egid", 2L));
        Shown(EventCode.SyscallSetresgidX, ("res", -1L), ("rgid", 1L), ("egid", 2L), ("sgid", 3L));
        Shown(EventCode.SyscallSetresuidX, ("res", -1L), ("ruid", 1L), ("euid", 2L), ("suid", 3L));
        Shown(EventCode.SyscallSeccompX, ("res", act["seccomp_failed"]), ("op", 1L), ("flags", 0L));
        Shown(EventCode.SyscallSeccompX, ("res", 0L), ("op", 0L), ("flags", 0L));
        Shown(EventCode.SyscallPrctlX, ("res", -22L), ("option", Flags.Of("prctl_options", "PR_SET_DUMPABLE")), ("arg2_str", ""), ("arg2_int", 999L));
        Shown(EventCode.SyscallBpf_2X, ("fd", act["bpf"]), ("cmd", 11L));
    }

    [Fact]
    public void LivesThatDoNotBegin()
    {
        foreach (var (code, result) in ((EventCode, long)[])[(EventCode.SyscallClone3X, -22), (EventCode.SyscallClone_20X, -22)])
            family.Should().Contain(r => r.Code == code && r.Number("res") == result && r.Text("comm") == "rest");
        family.Should().Contain(r => r.Code == EventCode.SyscallClone3X && r.Number("res") == 0);
        family.Should().Contain(r => r.Code == EventCode.SyscallExecveatX && r.Number("res") == 0 && r.Text("exe") == "true" && r.Strings("args")[0] == "at");
        family.Should().Contain(r => r.Code == EventCode.SyscallExecve_19X && r.Number("res") == -2 && r.Text("exe") == "none" && r.Text("filename") == "/none");
        family.Should().Contain(r => r.Code == EventCode.SyscallExecveatX && r.Number("res") == -9 && r.Text("exe") == "none" && r.Strings("args")[0] == "at");
    }

    private static void Shown(EventCode code, params (string Name, object Value)[] expected) => family.ShouldShow(code, expected);
}
