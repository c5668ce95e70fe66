using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>Memory, limits, waiting, semaphores: every parameter of success and failure.</summary>
public sealed class MemoryTests
{
    private static readonly Lock Gate = new();
    private static Act? shared;

    private readonly Act act;

    public MemoryTests(ProbeFixture fixture)
    {
        lock (Gate)
        {
            if (shared is null)
            {
                var directory = Directory.CreateTempSubdirectory("saker-memory-");
                shared = Act.DoWhole(fixture, "memory", $"{directory.FullName}/file");
                directory.Delete(recursive: true);
            }

            act = shared;
        }
    }

    [Fact]
    public void Mmap()
    {
        var made = Mapping(("res", act["mmap"]), ("addr", 0x700000000000L), ("length", 8192L), ("prot", Flags.Of("prot_flags", "PROT_READ", "PROT_WRITE")),
            ("flags", Flags.Of("mmap_flags", "MAP_PRIVATE", "MAP_FIXED", "MAP_NORESERVE")), ("fd", act["file"]), ("offset", 4096L));
        made.Descriptor("fd").Type.Should().Be((byte)DescriptorType.File);
        made.Number("vm_size").Should().BePositive();
        Mapping(("res", -22L), ("addr", 4096L), ("length", 0L), ("prot", 0L), ("flags", Flags.Of("mmap_flags", "MAP_SHARED", "MAP_ANONYMOUS")), ("fd", -1L), ("offset", 0L));
    }

    [Fact]
    public void Munmap()
    {
        Released(EventCode.SyscallMunmapX, ("res", 0L), ("addr", act["mmap"]), ("length", 8192L)).Number("vm_size").Should().BePositive();
        Released(EventCode.SyscallMunmapX, ("res", -22L), ("addr", 1L), ("length", 4096L));
    }

    [Fact]
    public void Brk()
    {
        Released(EventCode.SyscallBrk_4X, ("res", act["brk"]), ("addr", 0L));
        Released(EventCode.SyscallBrk_4X, ("res", act["brk_refused"]), ("addr", 16L)).Number("vm_size").Should().BePositive();
    }

    [Fact]
    public void Mprotect()
    {
        act.ShouldShow(EventCode.SyscallMprotectX, ("res", 0L), ("addr", act["mmap"]), ("length", 4096L), ("prot", Flags.Of("prot_flags", "PROT_READ", "PROT_EXEC")));
        act.ShouldShow(EventCode.SyscallMprotectX, ("res", -22L), ("addr", 1L), ("length", 4096L), ("prot", Flags.Of("prot_flags", "PROT_READ")));
    }

    [Fact]
    public void Locks()
    {
        act.ShouldShow(EventCode.SyscallMlockX, ("res", 0L), ("addr", act["mmap"]), ("len", 4096L));
        act.ShouldShow(EventCode.SyscallMlockX, ("res", -12L), ("addr", 4096L), ("len", 4096L));
        act.ShouldShow(EventCode.SyscallMlock2X, ("res", 0L), ("addr", act["mmap"]), ("len", 4096L), ("flags", Flags.Of("mlock2_flags", "MLOCK_ONFAULT")));
        act.ShouldShow(EventCode.SyscallMlock2X, ("res", -22L), ("addr", act["mmap"]), ("len", 4096L), ("flags", 0L));
        act.ShouldShow(EventCode.SyscallMunlockX, ("res", 0L), ("addr", act["mmap"]), ("len", 4096L));
        act.ShouldShow(EventCode.SyscallMunlockX, ("res", -12L), ("addr", 4096L), ("len", 4096L));
        act.ShouldShow(EventCode.SyscallMlockallX, ("res", 0L), ("flags", Flags.Of("mlockall_flags", "MCL_FUTURE", "MCL_ONFAULT")));
        act.ShouldShow(EventCode.SyscallMlockallX, ("res", -22L), ("flags", 0L));
        act.ShouldShow(EventCode.SyscallMunlockallX, ("res", 0L));
    }

    [Fact]
    public void Limits()
    {
        long files = Flags.Of("rlimit_resources", "RLIMIT_NOFILE"), queue = Flags.Of("rlimit_resources", "RLIMIT_MSGQUEUE");
        act.ShouldShow(EventCode.SyscallGetrlimitX, ("res", 0L), ("cur", act["soft"]), ("max", act["hard"]), ("resource", files));
        act.ShouldShow(EventCode.SyscallGetrlimitX, ("res", -22L), ("cur", -1L), ("max", -1L), ("resource", Flags.Of("rlimit_resources", "RLIMIT_UNKNOWN")));
        act.ShouldShow(EventCode.SyscallSetrlimitX, ("res", 0L), ("cur", 17L), ("max", 18L), ("resource", queue));
        act.ShouldShow(EventCode.SyscallSetrlimitX, ("res", -14L), ("cur", 0L), ("max", 0L), ("resource", Flags.Of("rlimit_resources", "RLIMIT_CORE")));
        act.ShouldShow(EventCode.SyscallPrlimitX, ("res", 0L), ("newcur", 17L), ("newmax", 18L), ("oldcur", 17L), ("oldmax", 18L), ("pid", 0L), ("resource", queue));
        act.ShouldShow(EventCode.SyscallPrlimitX, ("res", -3L), ("newcur", 17L), ("newmax", 18L), ("oldcur", -1L), ("oldmax", -1L), ("pid", -1L),
            ("resource", Flags.Of("rlimit_resources", "RLIMIT_NICE")));
    }

    [Fact]
    public void Waits()
    {
        long wake = Flags.Of("futex_operations", "FUTEX_WAKE", "FUTEX_PRIVATE_FLAG"), wait = Flags.Of("futex_operations", "FUTEX_WAIT_BITSET", "FUTEX_CLOCK_REALTIME");
        long word = act.Records.First(r => r.Code == EventCode.SyscallFutexX && r.Number("op") == wake && r.Number("val") == 3).Number("addr");
        act.ShouldShow(EventCode.SyscallFutexX, ("res", 0L), ("addr", word), ("op", wake), ("val", 3L));
        act.ShouldShow(EventCode.SyscallFutexX, ("res", -11L), ("addr", word), ("op", wait), ("val", 4L));
        act.ShouldShow(EventCode.SyscallNanosleepX, ("res", 0L), ("interval", 1_234_567L));
        act.ShouldShow(EventCode.SyscallNanosleepX, ("res", -22L), ("interval", 999_999_999L));
    }

    [Fact]
    public void Semaphores()
    {
        long set = act["semget"], key = 0x5a4b;
        long made = Flags.Of("semget_flags", "IPC_CREAT", "IPC_EXCL");
        act.ShouldShow(EventCode.SyscallSemgetX, ("res", set), ("key", key), ("nsems", 3L), ("semflg", made));
        act.ShouldShow(EventCode.SyscallSemgetX, ("res", -17L), ("key", key), ("nsems", 3L), ("semflg", made));
        act.ShouldShow(EventCode.SyscallSemctlX, ("res", 0L), ("semid", set), ("semnum", 1L), ("cmd", Flags.Of("semctl_commands", "SETVAL")), ("val", 7L));
        act.ShouldShow(EventCode.SyscallSemctlX, ("res", 7L), ("semid", set), ("semnum", 1L), ("cmd", Flags.Of("semctl_commands", "GETVAL")), ("val", 0L));
        act.ShouldShow(EventCode.SyscallSemctlX, ("res", -22L), ("semid", -1L), ("semnum", 5L), ("cmd", Flags.Of("semctl_commands", "IPC_STAT")), ("val", 0L));
        long undo = Flags.Of("semop_flags", "SEM_UNDO"), nowait = Flags.Of("semop_flags", "IPC_NOWAIT");
        act.ShouldShow(EventCode.SyscallSemopX, ("res", 0L), ("nsops", 3L), ("sem_num_0", 0L), ("sem_op_0", 2L), ("sem_flg_0", undo),
            ("sem_num_1", 1L), ("sem_op_1", -3L), ("sem_flg_1", nowait), ("semid", set));
        act.ShouldShow(EventCode.SyscallSemopX, ("res", 0L), ("nsops", 1L), ("sem_num_0", 0L), ("sem_op_0", 2L), ("sem_flg_0", undo),
            ("sem_num_1", 0L), ("sem_op_1", 0L), ("sem_flg_1", 0L), ("semid", set));
        act.ShouldShow(EventCode.SyscallSemopX, ("res", -22L), ("nsops", 2L), ("sem_num_0", 0L), ("sem_op_0", 0L), ("sem_flg_0", 0L),
            ("sem_num_1", 0L), ("sem_op_1", 0L), ("sem_flg_1", 0L), ("semid", -1L));
    }

    [Fact]
    public void MemoryOfOthers()
    {
        byte[] none = [];
        byte[] text = "memory of another\0"u8.ToArray();
        act.ShouldShow(EventCode.SyscallProcessVmReadvX, ("res", 18L), ("pid", (long)act.Pid), ("data", text));
        act.ShouldShow(EventCode.SyscallProcessVmReadvX, ("res", -3L), ("pid", 0x3fffffffL), ("data", none));
        act.ShouldShow(EventCode.SyscallProcessVmWritevX, ("res", 6L), ("pid", (long)act.Pid), ("data", text[..6]));
        act.ShouldShow(EventCode.SyscallProcessVmWritevX, ("res", -3L), ("pid", 0x3fffffffL), ("data", none));
    }

    private Recorded Mapping(params (string Name, object Value)[] known) => Released(EventCode.SyscallMmapX, known);

    /// <summary>An event with these parameters beside the sizes of the process, which are what they are.</summary>
    private Recorded Released(EventCode code, params (string Name, object Value)[] known)
    {
        var record = act.Records.Find(r => r.Code == code && known.All(k => r.Number(k.Name).Equals(k.Value)))
            ?? throw new InvalidOperationException($"no such {code} among {string.Join(Environment.NewLine, act.Records.Where(r => r.Code == code))}");
        return act.ShouldShow(code, [known[0], ("vm_size", record.Number("vm_size")), ("vm_rss", record.Number("vm_rss")), ("vm_swap", 0L), .. known[1..]]);
    }
}
