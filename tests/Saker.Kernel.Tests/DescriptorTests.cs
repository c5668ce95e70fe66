using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>Descriptors of all kinds, what is asked of them, and data in vectors: every parameter of success and failure.</summary>
public sealed class DescriptorTests
{
    private static readonly byte[] None = [];
    private static readonly Lock Gate = new();
    private static Act? shared;
    private static string directory = "";

    private readonly Act act;

    public DescriptorTests(ProbeFixture fixture)
    {
        lock (Gate)
        {
            if (shared is null)
            {
                directory = Directory.CreateTempSubdirectory("saker-descriptors-").FullName;
                shared = Act.DoWhole(fixture, "descriptors", directory);
                Directory.Delete(directory, recursive: true);
            }

            act = shared;
        }
    }

    [Fact]
    public void Pipes()
    {
        var made = act.One(EventCode.SyscallPipe2X);
        made.ShouldHave(("res", 0L), ("fd1", act["pipe2_read"]), ("fd2", act["pipe2_write"]), ("ino", (long)made.Descriptor("fd1").Ino),
            ("flags", Flags.Of("file_flags", "O_CLOEXEC", "O_NONBLOCK", "O_DIRECT")));
        act.ShouldShow(EventCode.SyscallPipe2X, ("res", -22L), ("fd1", -1L), ("fd2", -1L), ("ino", 0L), ("flags", Flags.Of("file_flags", "O_CLOEXEC", "O_NONBLOCK", "O_DIRECT")));
    }

    [Fact]
    public void Socketpair()
    {
        var made = act.One(EventCode.SocketSocketpairX);
        made.ShouldHave(("res", 0L), ("fd1", act["socketpair_first"]), ("fd2", act["socketpair_second"]), ("source", made.Number("source")), ("peer", made.Number("peer")),
            ("domain", 1L), ("type", 1L), ("proto", 0L));
        made.Number("source").Should().NotBe(0).And.NotBe(made.Number("peer"));
        made.Descriptor("fd1").Type.Should().Be((byte)DescriptorType.Unix);
        made.Fact(FactKind.Path, "fd1").Should().BeEmpty("neither end has a name");
        act.ShouldShow(EventCode.SocketSocketpairX, ("res", -95L), ("fd1", -1L), ("fd2", -1L), ("source", 0L), ("peer", 0L), ("domain", 2L), ("type", 2L), ("proto", 17L));
    }

    [Fact]
    public void Epoll()
    {
        act.ShouldShow(EventCode.SyscallEpollCreate1X, ("res", act["epoll_create1"]), ("flags", Flags.Of("epoll_create1_flags", "EPOLL_CLOEXEC")));
        act.ShouldShow(EventCode.SyscallEpollCreate1X, ("res", -22L), ("flags", 0L));
    }

    [Fact]
    public void Eventfd()
    {
        act.ShouldShow(EventCode.SyscallEventfd2X, ("res", act["eventfd2"]), ("flags", Flags.Of("file_flags", "O_CLOEXEC", "O_NONBLOCK")), ("initval", 4L))
            .Descriptor("res").Type.Should().Be((byte)DescriptorType.Event);
        act.ShouldShow(EventCode.SyscallEventfd2X, ("res", -22L), ("flags", 0L), ("initval", 4L));
    }

    [Fact]
    public void Inotify()
    {
        act.ShouldShow(EventCode.SyscallInotifyInit1X, ("res", act["inotify_init1"]), ("flags", Flags.Of("file_flags", "O_NONBLOCK")))
            .Descriptor("res").Type.Should().Be((byte)DescriptorType.Inotify);
        act.ShouldShow(EventCode.SyscallInotifyInit1X, ("res", -22L), ("flags", 0L));
    }

    [Fact]
    public void Signalfd()
    {
        act.ShouldShow(EventCode.SyscallSignalfd4X, ("res", act["signals"]), ("flags", Flags.Of("file_flags", "O_CLOEXEC")), ("fd", act["signals"]), ("mask", 0L));
        act.ShouldShow(EventCode.SyscallSignalfd4X, ("res", -22L), ("flags", 0L), ("fd", act["signals"]), ("mask", 0L));
    }

    [Fact]
    public void TimersAndProcesses()
    {
        // The field has eight bits, and close on exec lies above them.
        act.ShouldShow(EventCode.SyscallTimerfdCreateX, ("res", act["timerfd_create"]), ("clockid", 7L), ("flags", Flags.Of("file_flags", "O_NONBLOCK")))
            .Descriptor("res").Type.Should().Be((byte)DescriptorType.Timerfd);
        act.ShouldShow(EventCode.SyscallTimerfdCreateX, ("res", -22L), ("clockid", 99L), ("flags", 0L));
        act.ShouldShow(EventCode.SyscallPidfdOpenX, ("fd", act["pidfd_open"]), ("pid", (long)act.Pid), ("flags", Flags.Of("pidfd_open_flags", "PIDFD_NONBLOCK")))
            .Descriptor("fd").Type.Should().Be((byte)DescriptorType.Pidfd);
        act.ShouldShow(EventCode.SyscallPidfdOpenX, ("fd", -22L), ("pid", -1L), ("flags", 0L));
    }

    [Fact]
    public void Uring()
    {
        act.ShouldShow(EventCode.SyscallIoUringSetupX, ("res", act["io_uring_setup"]), ("entries", 4L), ("sq_entries", 4L), ("cq_entries", 16L),
            ("flags", Flags.Of("io_uring_setup_flags", "IORING_SETUP_CQSIZE", "IORING_SETUP_CLAMP")), ("sq_thread_cpu", 0L), ("sq_thread_idle", 21L),
            ("features", act["uring_features"] & Flags.Of("io_uring_setup_feats", "IORING_FEAT_SINGLE_MMAP", "IORING_FEAT_NODROP", "IORING_FEAT_SUBMIT_STABLE",
                "IORING_FEAT_RW_CUR_POS", "IORING_FEAT_CUR_PERSONALITY", "IORING_FEAT_FAST_POLL", "IORING_FEAT_POLL_32BITS", "IORING_FEAT_SQPOLL_NONFIXED",
                "IORING_FEAT_ENTER_EXT_ARG", "IORING_FEAT_NATIVE_WORKERS", "IORING_FEAT_RSRC_TAGS")));
        act.Records.Where(r => r.Code == EventCode.SyscallIoUringSetupX).Select(r => r.Number("res")).Should().Equal(act["io_uring_setup"], -22);
        act.ShouldShow(EventCode.SyscallIoUringEnterX, ("res", 0L), ("fd", act["io_uring_setup"]), ("to_submit", 0L), ("min_complete", 0L),
            ("flags", Flags.Of("io_uring_enter_flags", "IORING_ENTER_GETEVENTS")), ("sig", 0L));
        act.ShouldShow(EventCode.SyscallIoUringEnterX, ("res", -9L), ("fd", 999L), ("to_submit", 3L), ("min_complete", 2L),
            ("flags", Flags.Of("io_uring_enter_flags", "IORING_ENTER_SQ_WAKEUP")), ("sig", 0L));
        long arg = act.One(EventCode.SyscallIoUringRegisterX).Number("arg");
        act.ShouldShow(EventCode.SyscallIoUringRegisterX, ("res", 0L), ("fd", act["io_uring_setup"]), ("opcode", Flags.Of("io_uring_register_opcodes", "IORING_REGISTER_EVENTFD")),
            ("arg", arg), ("nr_args", 1L)).Descriptor("fd").Type.Should().Be((byte)DescriptorType.IoUring);
        act.ShouldShow(EventCode.SyscallIoUringRegisterX, ("res", -9L), ("fd", 999L), ("opcode", Flags.Of("io_uring_register_opcodes", "IORING_REGISTER_FILES")), ("arg", arg), ("nr_args", 1L));
    }

    [Fact]
    public void Poll()
    {
        // POLLIN 1, POLLOUT 4, POLLNVAL 64, POLLRDNORM 128, as captures have them.
        var polled = act.One(EventCode.SyscallPpollX);
        polled.ShouldHave(("res", 2L), ("fds", Polled.Bytes((act["eventfd2"], 5), (999, 64))), ("timeout", polled.Number("timeout")), ("sigmask", 1L << 9));
        polled.Number("timeout").Should().BeInRange(900_000_000_000, 1_000_000_000_500, "the kernel leaves there what is left of the time");
        act.ShouldShow(EventCode.SyscallPpollX, ("res", -22L), ("fds", polled.Bytes("fds")), ("timeout", 999_999_999L), ("sigmask", 0L));
    }

    [Fact]
    public void Vectors()
    {
        byte[] whole = "scattered"u8.ToArray();
        act.ShouldShow(EventCode.SyscallWritevX, ("res", 9L), ("data", whole), ("fd", act["file"]), ("size", 9L)).Fact(FactKind.Path, "fd").Should().Be($"{directory}/vectors");
        act.ShouldShow(EventCode.SyscallWritevX, ("res", -9L), ("data", whole), ("fd", 999L), ("size", 9L));
        act.ShouldShow(EventCode.SyscallPwritevX, ("res", 4L), ("data", whole[..4]), ("fd", act["file"]), ("size", 4L), ("pos", 30L));
        act.ShouldShow(EventCode.SyscallPwritevX, ("res", -9L), ("data", whole), ("fd", 999L), ("size", 9L), ("pos", 3L));
        act.ShouldShow(EventCode.SyscallReadvX, ("res", 24L), ("size", 24L), ("data", (byte[])[.. whole, .. new byte[15]]), ("fd", act["file"]));
        act.ShouldShow(EventCode.SyscallReadvX, ("res", -9L), ("size", 0L), ("data", None), ("fd", 999L));
        act.ShouldShow(EventCode.SyscallPreadvX, ("res", 4L), ("size", 4L), ("data", whole[4..8]), ("fd", act["file"]), ("pos", 4L));
        act.ShouldShow(EventCode.SyscallPreadvX, ("res", -9L), ("size", 0L), ("data", None), ("fd", 999L), ("pos", 0L));
    }

    [Fact]
    public void Copies()
    {
        act.ShouldShow(EventCode.SyscallSendfileX, ("res", 5L), ("offset", 7L), ("out_fd", act["other"]), ("in_fd", act["file"]), ("size", 5L))
            .Fact(FactKind.Path, "in_fd").Should().Be($"{directory}/vectors");
        act.ShouldShow(EventCode.SyscallSendfileX, ("res", -9L), ("offset", 0L), ("out_fd", act["other"]), ("in_fd", 999L), ("size", 5L));
        var copied = act.One(EventCode.SyscallCopyFileRangeX);
        copied.ShouldHave(("res", 6L), ("fdout", act["other"]), ("offout", copied.Number("offout")), ("fdin", act["file"]), ("offin", copied.Number("offin")), ("len", 6L));
        act.ShouldShow(EventCode.SyscallCopyFileRangeX, ("res", -9L), ("fdout", act["other"]), ("offout", 0L), ("fdin", 999L), ("offin", 0L), ("len", 6L));
    }

    [Fact]
    public void Positions()
    {
        act.ShouldShow(EventCode.SyscallLseekX, ("res", 0L), ("fd", act["file"]), ("offset", 0L), ("whence", 0L));
        act.ShouldShow(EventCode.SyscallLseekX, ("res", act["lseek_end"]), ("fd", act["file"]), ("offset", -4L), ("whence", Flags.Of("lseek_whence", "SEEK_END")));
        act.ShouldShow(EventCode.SyscallLseekX, ("res", -9L), ("fd", 999L), ("offset", 8L), ("whence", Flags.Of("lseek_whence", "SEEK_CUR")));
    }

    [Fact]
    public void Controls()
    {
        act.ShouldShow(EventCode.SyscallFcntlX, ("res", act["fcntl"]), ("fd", act["file"]), ("cmd", Flags.Of("fcntl_commands", "F_DUPFD_CLOEXEC")), ("arg", 60L));
        act.ShouldShow(EventCode.SyscallFcntlX, ("res", -9L), ("fd", 999L), ("cmd", Flags.Of("fcntl_commands", "F_GETFL")), ("arg", 1L));
        act.ShouldShow(EventCode.SyscallFlockX, ("res", 0L), ("fd", act["file"]), ("operation", Flags.Of("flock_flags", "LOCK_EX", "LOCK_NB")));
        act.ShouldShow(EventCode.SyscallFlockX, ("res", -9L), ("fd", 999L), ("operation", Flags.Of("flock_flags", "LOCK_SH")));
        act.ShouldShow(EventCode.SyscallIoctl_3X, ("res", -25L), ("fd", act["file"]), ("request", 0x5413L), ("argument", act["ioctl_argument"]));
        act.Records.Where(r => r.Code == EventCode.SyscallIoctl_3X && r.Number("request") == 0x5421).Select(r => r.Number("res")).Should().Equal(0);
    }

    [Fact]
    public void Questions()
    {
        act.ShouldShow(EventCode.SyscallFstatX, ("res", 0L), ("fd", act["file"]));
        act.ShouldShow(EventCode.SyscallFstatX, ("res", -9L), ("fd", 999L));
        act.ShouldShow(EventCode.SyscallNewfstatatX, ("res", 0L), ("dirfd", -100L), ("path", "other"), ("flags", Flags.Of("newfstatat_flags", "AT_SYMLINK_NOFOLLOW")));
        act.ShouldShow(EventCode.SyscallNewfstatatX, ("res", -9L), ("dirfd", 999L), ("path", "other"), ("flags", Flags.Of("newfstatat_flags", "AT_EMPTY_PATH")));
        act.ShouldShow(EventCode.SyscallGetcwdX, ("res", act["getcwd"]), ("path", directory));
        act.ShouldShow(EventCode.SyscallGetcwdX, ("res", -34L), ("path", ""));
        act.ShouldShow(EventCode.SyscallGetdents64X, ("res", act["getdents64"]), ("fd", act["directory"]));
        act.ShouldShow(EventCode.SyscallGetdents64X, ("res", -9L), ("fd", 999L));
    }

    [Fact]
    public void Closes()
    {
        act.ShouldShow(EventCode.SyscallCloseX, ("res", 0L), ("fd", act["directory"]));
        act.ShouldShow(EventCode.SyscallCloseX, ("res", -9L), ("fd", 999L));
        act.ShouldShow(EventCode.SyscallCloseRangeX, ("res", 0L), ("first", 300L), ("last", 400L), ("flags", 0L));
        act.ShouldShow(EventCode.SyscallCloseRangeX, ("res", act["close_range"]), ("first", 200L), ("last", 300L), ("flags", Flags.Of("close_range_flags", "CLOSE_RANGE_CLOEXEC")));
        act.ShouldShow(EventCode.SyscallCloseRangeX, ("res", -22L), ("first", 300L), ("last", 200L), ("flags", 0L));
    }
}
