using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>The calls of x86-64 that the tables of later processors left out: every parameter of success and failure.</summary>
public sealed class OlderCallTests
{
    private static readonly Lock Gate = new();
    private static Act? shared;
    private static string directory = "";
    private static List<Recorded> family = [];

    private readonly Act act;

    public OlderCallTests(ProbeFixture fixture)
    {
        Assert.SkipUnless(ProbeFixture.IsX64, "only x86-64 has these calls");
        lock (Gate)
        {
            if (shared is null)
            {
                directory = Directory.CreateTempSubdirectory("saker-older-").FullName;
                shared = Act.DoWhole(fixture, "older", directory);
                family = shared.Family(fixture);
                Directory.Delete(directory, recursive: true);
            }

            act = shared;
        }
    }

    [Fact]
    public void Open()
    {
        var made = act.One(EventCode.SyscallOpenX);
        made.ShouldHave(("fd", act["open"]), ("name", "a"),
            ("flags", Flags.Of("file_flags", "O_RDWR", "O_CREAT", "O_TRUNC", "O_F_CREATED") | made.Layers), ("mode", 0x1a0L),
            ("dev", made.Number("dev")), ("ino", (long)made.Descriptor("fd").Ino));
        made.Number("dev").Should().BePositive();
        made.Fact(FactKind.Path, "fd").Should().Be($"{directory}/a");
        var descriptor = made.Descriptor("fd");
        descriptor.Type.Should().Be((byte)DescriptorType.File);
        (descriptor.OpenFlags & 3).Should().Be(3);

        var failed = act.One(EventCode.SyscallOpenX, 1);
        failed.ShouldHave(("fd", -2L), ("name", "none/a"), ("flags", Flags.Of("file_flags", "O_RDONLY", "O_NONBLOCK")), ("mode", 0L), ("dev", 0L), ("ino", 0L));
        failed.Fact(FactKind.Path, "fd").Should().BeEmpty();
    }

    [Fact]
    public void Creat()
    {
        var made = act.One(EventCode.SyscallCreatX);
        made.ShouldHave(("fd", act["creat"]), ("name", "c"), ("mode", 0x184L), ("dev", made.Number("dev")), ("ino", (long)made.Descriptor("fd").Ino),
            ("creat_flags", made.Number("creat_flags")));
        made.Fact(FactKind.Path, "fd").Should().Be($"{directory}/c");
        Check(EventCode.SyscallCreatX, 1, ("fd", -2L), ("name", "none/c"), ("mode", 0x180L), ("dev", 0L), ("ino", 0L), ("creat_flags", 0L));
    }

    [Fact]
    public void Names()
    {
        Check(EventCode.SyscallSymlinkX, 0, ("res", 0L), ("target", "nothing"), ("linkpath", "to_nothing"));
        Check(EventCode.SyscallSymlinkX, 1, ("res", -17L), ("target", "nothing"), ("linkpath", "to_nothing"));
        Check(EventCode.SyscallLink_2X, 0, ("res", 0L), ("oldpath", "a"), ("newpath", "a_link"));
        Check(EventCode.SyscallLink_2X, 1, ("res", -2L), ("oldpath", "none"), ("newpath", "a_link"));
        Check(EventCode.SyscallMkdir_2X, 0, ("res", 0L), ("path", "d"), ("mode", 0x1e8L));
        Check(EventCode.SyscallMkdir_2X, 1, ("res", -17L), ("path", "d"), ("mode", 0x1c0L));
        Check(EventCode.SyscallMknodX, 0, ("res", 0L), ("path", "pipe"), ("mode", 0x11a0L), ("dev", 0L));
        Check(EventCode.SyscallMknodX, 1, ("res", -17L), ("path", "a"), ("mode", 0x11a4L), ("dev", 0L));
        Check(EventCode.SyscallRenameX, 0, ("res", 0L), ("oldpath", "a"), ("newpath", "a2"));
        Check(EventCode.SyscallRenameX, 1, ("res", -2L), ("oldpath", "none"), ("newpath", "a2"));
        Check(EventCode.SyscallUnlink_2X, 0, ("res", 0L), ("path", "a2"));
        Check(EventCode.SyscallUnlink_2X, 1, ("res", -2L), ("path", "a2"));
        Check(EventCode.SyscallRmdir_2X, 0, ("res", 0L), ("path", "d"));
        Check(EventCode.SyscallRmdir_2X, 1, ("res", -20L), ("path", "c"));
    }

    [Fact]
    public void Owners()
    {
        Check(EventCode.SyscallChmodX, 0, ("res", 0L), ("filename", "a"), ("mode", 0xdedL));
        Check(EventCode.SyscallChmodX, 1, ("res", -2L), ("filename", "none"), ("mode", 0x1edL));
        Check(EventCode.SyscallChownX, 0, ("res", 0L), ("path", "a"), ("uid", 11L), ("gid", 12L));
        Check(EventCode.SyscallChownX, 1, ("res", -2L), ("path", "none"), ("uid", 11L), ("gid", 12L));
        Check(EventCode.SyscallLchownX, 0, ("res", 0L), ("path", "a"), ("uid", 13L), ("gid", 14L));
        Check(EventCode.SyscallLchownX, 1, ("res", -2L), ("path", "none"), ("uid", 13L), ("gid", 14L));
    }

    [Fact]
    public void Questions()
    {
        act.ShouldShow(EventCode.SyscallStatX, ("res", 0L), ("path", "a"));
        act.ShouldShow(EventCode.SyscallStatX, ("res", -2L), ("path", "none"));
        act.ShouldShow(EventCode.SyscallLstatX, ("res", 0L), ("path", "a"));
        act.ShouldShow(EventCode.SyscallLstatX, ("res", -2L), ("path", "none"));
        act.ShouldShow(EventCode.SyscallAccessX, ("res", 0L), ("name", "a"), ("mode", Flags.Of("access_flags", "R_OK", "W_OK")));
        act.ShouldShow(EventCode.SyscallAccessX, ("res", -2L), ("name", "none"), ("mode", 0L));
        act.ShouldShow(EventCode.SyscallGetdentsX, ("res", act["getdents"]), ("fd", act["directory"]));
        act.ShouldShow(EventCode.SyscallGetdentsX, ("res", -9L), ("fd", 999L));
    }

    [Fact]
    public void Descriptors()
    {
        Check(EventCode.SyscallDup2X, 0, ("res", 50L), ("oldfd", act["file"]), ("newfd", 50L));
        Check(EventCode.SyscallDup2X, 1, ("res", -9L), ("oldfd", 999L), ("newfd", 70L));
        var pipe = act.One(EventCode.SyscallPipeX);
        pipe.ShouldHave(("res", 0L), ("fd1", act["pipe_read"]), ("fd2", act["pipe_write"]), ("ino", (long)pipe.Descriptor("fd1").Ino));
        pipe.Descriptor("fd2").Type.Should().Be((byte)DescriptorType.Fifo);
        Check(EventCode.SyscallPipeX, 1, ("res", -14L), ("fd1", -1L), ("fd2", -1L), ("ino", 0L));
        Check(EventCode.SyscallEpollCreateX, 0, ("res", act["epoll_create"]), ("size", 5L));
        Check(EventCode.SyscallEpollCreateX, 1, ("res", -22L), ("size", 0L));
        act.ShouldShow(EventCode.SyscallEventfdX, ("res", act["eventfd"]), ("initval", 7L), ("flags", 0L))
            .Descriptor("res").Type.Should().Be((byte)DescriptorType.Event);
        act.ShouldShow(EventCode.SyscallInotifyInitX, ("res", act["inotify_init"]), ("flags", 0L)).Descriptor("res").Type.Should().Be((byte)DescriptorType.Inotify);
        act.ShouldShow(EventCode.SyscallSignalfdX, ("res", act["signalfd"]), ("fd", -1L), ("mask", 0L), ("flags", 0L)).Descriptor("res").Type.Should().Be((byte)DescriptorType.Signalfd);
        act.ShouldShow(EventCode.SyscallSignalfdX, ("res", -9L), ("fd", 999L), ("mask", 0L), ("flags", 0L));
    }

    [Fact]
    public void Waits()
    {
        act.ShouldShow(EventCode.SyscallEpollwaitX, ("res", 0L), ("maxevents", 3L));
        act.ShouldShow(EventCode.SyscallEpollwaitX, ("res", -22L), ("maxevents", -2L));
        // POLLIN 1, POLLOUT 4, POLLNVAL 64, POLLRDNORM 128, as captures have them.
        act.ShouldShow(EventCode.SyscallPollX, ("res", 3L), ("fds", Polled.Bytes((act["eventfd"], 5), (999, 64), (act["file"], 128))), ("timeout", -1L));
        act.ShouldShow(EventCode.SyscallPollX, ("res", -14L), ("fds", Polled.Bytes()), ("timeout", 10L));
        act.ShouldShow(EventCode.SyscallSelectX, ("res", 0L));
        act.ShouldShow(EventCode.SyscallSelectX, ("res", -22L));
    }

    [Fact]
    public void Lives()
    {
        family.Should().Contain(r => r.Code == EventCode.SyscallFork_20X && r.Number("res") == 0 && r.Tid == act["fork"]);
        family.Should().Contain(r => r.Code == EventCode.SyscallFork_20X && r.Number("res") == -11 && r.Text("comm") == "older");
        family.Should().Contain(r => r.Code == EventCode.SyscallVfork_20X && r.Number("res") == -11 && r.Text("comm") == "older");
    }

    private void Check(EventCode code, int index, params (string Name, object Value)[] expected) => act.One(code, index).ShouldHave(expected);
}
