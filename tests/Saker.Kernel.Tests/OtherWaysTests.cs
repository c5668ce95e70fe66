using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>The same deeds by other doors: 32-bit system calls and io_uring.</summary>
public sealed class OtherWaysTests(ProbeFixture fixture)
{
    [Fact]
    public void ThirtyTwoBitCalls()
    {
        Assert.SkipUnless(ProbeFixture.RunsNarrowPrograms, "32-bit calls are understood on x86-64 only, and this machine runs no 32-bit programs");
        var act = Act.Do(fixture, "compat");
        var open = act.One(EventCode.SyscallOpenX);
        open.Fact(FactKind.Path, "fd").Should().Be("/etc/hostname");
        ((RecordFlags)open.Facts.Flags).Should().HaveFlag(RecordFlags.Compat);
        open.Facts.Syscall.Should().Be(2);
        var failed = act.One(EventCode.SyscallOpenat_2X);
        failed.ShouldHave(("fd", -2L), ("dirfd", -100L), ("name", "/no/such"), ("flags", Flags.Of("file_flags", "O_WRONLY")), ("mode", 0L), ("dev", 0L), ("ino", 0L));
        var connect = act.One(EventCode.SocketConnectX);
        connect.ShouldHave(("res", -111L), ("tuple", Array.Empty<byte>()), ("fd", act["socket"]), ("addr", (byte[])[2, 127, 0, 0, 1, 1, 0]));
        ((RecordFlags)connect.Facts.Flags).Should().HaveFlag(RecordFlags.Compat);
        var exec = act.One(EventCode.SyscallExecve_19X, 1);
        exec.Number("res").Should().Be(-2);
        exec.Text("exe").Should().Be("thirty-two");
        exec.Strings("args").Should().Equal("bits");
        exec.IsEmpty("env").Should().BeTrue();
    }

    [Theory]
    [InlineData("called")]
    [InlineData("polled")]
    public void Uring(string mode)
    {
        Assert.SkipUnless(ProbeFixture.SeesUring, "io_uring is seen from Linux 6.0 on");
        var act = Act.Do(fixture, "uring", mode);
        var open = act.Records.First(r => r.Code == EventCode.SyscallOpenat_2X && IsUring(r));
        open.ShouldHave(("fd", act["openat"]), ("dirfd", -100L), ("name", "/etc/../etc/hostname"), ("flags", Flags.Of("file_flags", "O_RDONLY", "O_CLOEXEC") | open.Layers),
            ("mode", 0L), ("dev", open.Number("dev")), ("ino", (long)open.Descriptor("fd").Ino));
        open.Number("dev").Should().BePositive();
        open.Fact(FactKind.Path, "fd").Should().Be("/etc/hostname");
        open.Descriptor("fd").Type.Should().Be((byte)DescriptorType.File);
        open.Tid.Should().Be(act.Pid);
        open.Facts.Syscall.Should().Be((ushort)ProbeFixture.NumberOf("openat"));
        ((RecordFlags)open.Facts.Flags).Should().NotHaveFlag(RecordFlags.KernelThread);

        var failed = act.Records.Where(r => r.Code == EventCode.SyscallOpenat_2X && IsUring(r)).ElementAt(1);
        failed.ShouldHave(("fd", -2L), ("dirfd", -100L), ("name", "/no/such"), ("flags", Flags.Of("file_flags", "O_RDWR")), ("mode", 0L), ("dev", 0L), ("ino", 0L));

        var open2 = act.One(EventCode.SyscallOpenat2X);
        open2.ShouldHave(("fd", act["openat2"]), ("dirfd", act["directory"]), ("name", "passwd"), ("flags", Flags.Of("file_flags", "O_RDONLY") | open2.Layers), ("mode", 0L),
            ("resolve", Flags.Of("openat2_flags", "RESOLVE_NO_SYMLINKS")), ("dev", open2.Number("dev")), ("ino", (long)open2.Descriptor("fd").Ino));
        open2.Fact(FactKind.Path, "fd").Should().Be("/etc/passwd");
        open2.Fact(FactKind.Directory, "dirfd").Should().Be("/etc");

        var connect = act.One(EventCode.SocketConnectX);
        byte[] address = [127, 0, 0, 1, (byte)act["port"], (byte)(act["port"] >> 8)];
        ushort local = connect.Descriptor("fd").LocalPort;
        connect.ShouldHave(("res", 0L), ("tuple", (byte[])[2, 127, 0, 0, 1, (byte)local, (byte)(local >> 8), .. address]), ("fd", act["client"]), ("addr", (byte[])[2, .. address]));
        connect.Descriptor("fd").RemotePort.Should().Be((ushort)act["port"]);
        connect.Descriptor("fd").Role.Should().Be((byte)SocketRole.Client);
        var accept = act.One(EventCode.SocketAccept4_6X);
        accept.Number("fd").Should().Be(act["accept"]);
        accept.Descriptor("fd").LocalPort.Should().Be((ushort)act["port"]);
    }

    [Fact]
    public void UringChangesDirectories()
    {
        Assert.SkipUnless(ProbeFixture.SeesUring, "io_uring is seen from Linux 6.0 on");
        var act = Act.Do(fixture, "uring");
        long work = act["work"];
        One(EventCode.SyscallMkdiratX).ShouldHave(("res", 0L), ("dirfd", work), ("path", "d"), ("mode", 0x1e8L));
        One(EventCode.SyscallSymlinkatX).ShouldHave(("res", 0L), ("target", "target"), ("linkdirfd", work), ("linkpath", "link"));
        One(EventCode.SyscallRenameat2X).ShouldHave(("res", 0L), ("olddirfd", work), ("oldpath", "link"), ("newdirfd", work), ("newpath", "renamed"), ("flags", 0L));
        One(EventCode.SyscallLinkat_2X).ShouldHave(("res", -2L), ("olddir", -100L), ("oldpath", "/no/such"), ("newdir", work), ("newpath", "x"), ("flags", 0L));
        One(EventCode.SyscallUnlinkat_2X).ShouldHave(("res", 0L), ("dirfd", work), ("name", "renamed"), ("flags", 0L));
        One(EventCode.SyscallUnlinkat_2X, 1).ShouldHave(("res", 0L), ("dirfd", work), ("name", "d"), ("flags", 512L));
        string directory = One(EventCode.SyscallMkdiratX).Fact(FactKind.Directory, "dirfd");
        directory.Should().StartWith("/tmp/saker-uring-");
        One(EventCode.SyscallRenameat2X).Fact(FactKind.Directory, "olddirfd").Should().Be(directory);
        One(EventCode.SyscallRenameat2X).Fact(FactKind.Directory, "newdirfd").Should().Be(directory);
        One(EventCode.SyscallSymlinkatX).Fact(FactKind.Directory, "linkdirfd").Should().Be(directory);

        Recorded One(EventCode code, int index = 0) => act.Records.Where(r => r.Code == code && IsUring(r)).ElementAt(index);
    }

    private static bool IsUring(Recorded record) => ((RecordFlags)record.Facts.Flags).HasFlag(RecordFlags.IoUring);
}
