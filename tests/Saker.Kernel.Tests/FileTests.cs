using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>Files opened, made, renamed, removed: every parameter, of success and of failure.</summary>
public sealed class FileTests : IDisposable
{
    private const int Upper = 1 << 15;
    private const int Lower = 1 << 16;

    private static readonly Lock Gate = new();
    private static Act? shared;
    private static string directory = "";

    private readonly Act act;

    public FileTests(ProbeFixture fixture)
    {
        lock (Gate)
        {
            if (shared is null)
            {
                directory = Directory.CreateTempSubdirectory("saker-files-").FullName;
                shared = Act.Do(fixture, "files", directory);
            }

            act = shared;
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void Pread_and_pwrite()
    {
        byte[] none = [];
        act.One(EventCode.SyscallPwriteX).ShouldHave(("res", 9L), ("data", "some data"u8.ToArray()), ("fd", act["open"]), ("size", 9L), ("pos", 100L));
        act.One(EventCode.SyscallPwriteX, 1).ShouldHave(("res", -9L), ("data", "lost data"u8.ToArray()), ("fd", 999L), ("size", 9L), ("pos", 0L));
        act.One(EventCode.SyscallPreadX).ShouldHave(("res", 9L), ("data", "some data"u8.ToArray()), ("fd", act["open"]), ("size", 200L), ("pos", 100L));
        act.One(EventCode.SyscallPreadX, 1).ShouldHave(("res", 109L), ("data", new byte[80]), ("fd", act["open"]), ("size", 200L), ("pos", 0L));
        act.One(EventCode.SyscallPreadX, 2).ShouldHave(("res", -9L), ("data", none), ("fd", 999L), ("size", 200L), ("pos", 7L));
    }

    [Fact]
    public void Open()
    {
        var made = act.One(EventCode.SyscallOpenX);
        made.Number("fd").Should().Be(act["open"]);
        made.Text("name").Should().Be("a");
        (made.Number("flags") & ~(Upper | Lower)).Should().Be(Flag("O_RDWR", "O_CREAT", "O_TRUNC", "O_F_CREATED"));
        made.Number("mode").Should().Be(0x1a0);
        made.Number("dev").Should().BePositive();
        made.Number("ino").Should().BePositive();
        made.Fact(FactKind.Path, "fd").Should().Be($"{directory}/a");
        var descriptor = made.Descriptor("fd");
        descriptor.Type.Should().Be((byte)DescriptorType.File);
        ((long)descriptor.Ino).Should().Be(made.Number("ino"));
        (descriptor.OpenFlags & 3).Should().Be(3);

        var failed = act.One(EventCode.SyscallOpenX, 1);
        failed.Number("fd").Should().Be(-2);
        failed.Text("name").Should().Be("none/a");
        failed.Number("flags").Should().Be(Flag("O_RDONLY", "O_NONBLOCK"));
        failed.Number("mode").Should().Be(0);
        failed.Number("dev").Should().Be(0);
        failed.Number("ino").Should().Be(0);
        failed.Fact(FactKind.Path, "fd").Should().BeEmpty();
    }

    [Fact]
    public void Openat()
    {
        var made = act.One(EventCode.SyscallOpenat_2X, 1);
        made.Number("fd").Should().Be(act["openat"]);
        made.Number("dirfd").Should().Be(act["directory"]);
        made.Text("name").Should().Be("b");
        (made.Number("flags") & ~(Upper | Lower)).Should().Be(Flag("O_WRONLY", "O_CREAT", "O_APPEND", "O_EXCL", "O_F_CREATED"));
        made.Number("mode").Should().Be(0x9c9);
        made.Number("ino").Should().BePositive();
        made.Fact(FactKind.Directory, "dirfd").Should().Be(directory);
        made.Fact(FactKind.Path, "fd").Should().Be($"{directory}/b");

        var failed = act.One(EventCode.SyscallOpenat_2X, 2);
        failed.Number("fd").Should().Be(-9);
        failed.Number("dirfd").Should().Be(999);
        failed.Text("name").Should().Be("b");
        failed.Number("flags").Should().Be(Flag("O_RDWR"));
        failed.Number("mode").Should().Be(0);
        failed.Number("dev").Should().Be(0);
        failed.Number("ino").Should().Be(0);
    }

    [Fact]
    public void OpenatOfADirectory()
    {
        var opened = act.One(EventCode.SyscallOpenat_2X, 0);
        opened.Number("dirfd").Should().Be(-100);
        (opened.Number("flags") & ~(Upper | Lower)).Should().Be(Flag("O_RDONLY", "O_DIRECTORY", "O_CLOEXEC"));
        opened.Descriptor("fd").Type.Should().Be((byte)DescriptorType.Directory);
    }

    [Fact]
    public void OpenatThroughASymlinkNamesTheFile()
    {
        var parent = act.One(EventCode.SyscallOpenat_2X, 3);
        parent.Text("name").Should().Be("./../");
        parent.Fact(FactKind.Path, "fd").Should().Be(Path.GetDirectoryName(directory));
        var through = act.One(EventCode.SyscallOpenat_2X, 4);
        through.Text("name").Should().Be("to_b");
        through.Fact(FactKind.Path, "fd").Should().Be($"{directory}/b");
        through.Number("ino").Should().Be(act.One(EventCode.SyscallOpenat_2X, 1).Number("ino"));
    }

    [Fact]
    public void OpenatOfAnUnlinkedFile()
    {
        var opened = act.One(EventCode.SyscallOpenat_2X, 5);
        opened.Number("fd").Should().Be(act["reopen_unlinked"]);
        opened.Text("name").Should().Be("/proc/self/fd/50");
        opened.Fact(FactKind.Path, "fd").Should().Be($"{directory}/a4");
        opened.Number("ino").Should().Be(act.One(EventCode.SyscallOpenX).Number("ino"));
    }

    [Fact]
    public void Openat2()
    {
        var opened = act.One(EventCode.SyscallOpenat2X);
        opened.Number("fd").Should().Be(act["openat2"]);
        opened.Number("dirfd").Should().Be(act["directory"]);
        opened.Text("name").Should().Be("a");
        (opened.Number("flags") & ~(Upper | Lower)).Should().Be(Flag("O_RDONLY"));
        opened.Number("mode").Should().Be(0);
        opened.Number("resolve").Should().Be(1 | 8);
        opened.Number("ino").Should().Be(act.One(EventCode.SyscallOpenX).Number("ino"));
        opened.Fact(FactKind.Directory, "dirfd").Should().Be(directory);

        var failed = act.One(EventCode.SyscallOpenat2X, 1);
        failed.Number("fd").Should().Be(-18);
        failed.Text("name").Should().Be("../a");
        failed.Number("resolve").Should().Be(1 | 8);
    }

    [Fact]
    public void Creat()
    {
        var made = act.One(EventCode.SyscallCreatX);
        made.Number("fd").Should().Be(act["creat"]);
        made.Text("name").Should().Be("c");
        made.Number("mode").Should().Be(0x184);
        made.Number("dev").Should().BePositive();
        made.Number("ino").Should().BePositive();
        made.Event.Param(5).Length.Should().Be(2);
        made.Fact(FactKind.Path, "fd").Should().Be($"{directory}/c");

        var failed = act.One(EventCode.SyscallCreatX, 1);
        failed.Number("fd").Should().Be(-2);
        failed.Text("name").Should().Be("none/c");
        failed.Number("creat_flags").Should().Be(0);
    }

    [Fact]
    public void OpenByHandle()
    {
        var opened = act.One(EventCode.SyscallOpenByHandleAtX);
        opened.Number("fd").Should().Be(act["open_by_handle_at"]);
        opened.Number("mountfd").Should().Be(act["directory"]);
        (opened.Number("flags") & ~(Upper | Lower)).Should().Be(Flag("O_RDWR"));
        opened.Text("path").Should().Be($"{directory}/b");
        opened.Number("ino").Should().BePositive();
    }

    [Fact]
    public void Links()
    {
        Check(EventCode.SyscallSymlinkX, 0, ("res", 0L), ("target", "b"), ("linkpath", "to_b"));
        Check(EventCode.SyscallSymlinkX, 1, ("res", -17L), ("target", "b"), ("linkpath", "to_b"));
        Check(EventCode.SyscallSymlinkatX, 0, ("res", 0L), ("target", "c"), ("linkdirfd", act["directory"]), ("linkpath", "to_c"));
        Check(EventCode.SyscallLink_2X, 0, ("res", 0L), ("oldpath", "a"), ("newpath", "a_again"));
        Check(EventCode.SyscallLink_2X, 1, ("res", -2L), ("oldpath", "none"), ("newpath", "a_again"));
        Check(EventCode.SyscallLinkat_2X, 0, ("res", 0L), ("olddir", act["directory"]), ("oldpath", "to_c"), ("newdir", -100L), ("newpath", "c_again"), ("flags", 0x400L));
        act.One(EventCode.SyscallLinkat_2X).Fact(FactKind.Directory, "olddir").Should().Be(directory);
        act.One(EventCode.SyscallSymlinkatX).Fact(FactKind.Directory, "linkdirfd").Should().Be(directory);
    }

    [Fact]
    public void Directories()
    {
        Check(EventCode.SyscallMkdir_2X, 0, ("res", 0L), ("path", "d"), ("mode", 0x1e8L));
        Check(EventCode.SyscallMkdir_2X, 1, ("res", -17L), ("path", "d"), ("mode", 0x1c0L));
        Check(EventCode.SyscallMkdiratX, 0, ("res", 0L), ("dirfd", act["directory"]), ("path", "e"), ("mode", 0x1c9L));
        Check(EventCode.SyscallRmdir_2X, 0, ("res", 0L), ("path", "e"));
        Check(EventCode.SyscallRmdir_2X, 1, ("res", -20L), ("path", "b"));
        act.One(EventCode.SyscallMkdiratX).Fact(FactKind.Directory, "dirfd").Should().Be(directory);
    }

    [Fact]
    public void Modes()
    {
        Check(EventCode.SyscallChmodX, 0, ("res", 0L), ("filename", "b"), ("mode", 0xdedL));
        Check(EventCode.SyscallChmodX, 1, ("res", -2L), ("filename", "none"), ("mode", 0x1edL));
        Check(EventCode.SyscallFchmodX, 0, ("res", 0L), ("fd", act["open"]), ("mode", 0x180L));
        Check(EventCode.SyscallFchmodatX, 0, ("res", 0L), ("dirfd", act["directory"]), ("filename", "b"), ("mode", 0x1ffL));
        act.One(EventCode.SyscallFchmodX).Fact(FactKind.Path, "fd").Should().Be($"{directory}/a");
    }

    [Fact]
    public void Nodes()
    {
        Check(EventCode.SyscallMknodX, 0, ("res", 0L), ("path", "pipe"), ("mode", 0x11a0L), ("dev", 0L));
        Check(EventCode.SyscallMknodatX, 0, ("res", 0L), ("dirfd", act["directory"]), ("path", "plain"), ("mode", 0x8180L), ("dev", 0L));
        Check(EventCode.SyscallFchownatX, 0, ("res", act["fchownat"]), ("dirfd", act["directory"]), ("pathname", "plain"), ("uid", 12L), ("gid", 34L), ("flags", 0x1000L));
    }

    [Fact]
    public void Duplicates()
    {
        Check(EventCode.SyscallDup_1X, 0, ("res", act["dup"]), ("oldfd", act["open"]));
        Check(EventCode.SyscallDup_1X, 1, ("res", -9L), ("oldfd", 999L));
        Check(EventCode.SyscallDup2X, 0, ("res", 50L), ("oldfd", act["open"]), ("newfd", 50L));
        Check(EventCode.SyscallDup3X, 0, ("res", 51L), ("oldfd", act["open"]), ("newfd", 51L), ("flags", 4096L));
        // One open file under three numbers.
        ulong identity = act.One(EventCode.SyscallOpenX).Descriptor("fd").Identity;
        act.One(EventCode.SyscallDup_1X).Descriptor("res").Identity.Should().Be(identity);
        act.One(EventCode.SyscallDup3X).Descriptor("res").Identity.Should().Be(identity);
        act.One(EventCode.SyscallOpenat_2X).Descriptor("fd").Identity.Should().NotBe(identity);
    }

    [Fact]
    public void Renames()
    {
        Check(EventCode.SyscallRenameX, 0, ("res", 0L), ("oldpath", "a"), ("newpath", "a2"));
        Check(EventCode.SyscallRenameX, 1, ("res", -2L), ("oldpath", "none"), ("newpath", "a2"));
        Check(EventCode.SyscallRenameatX, 0, ("res", 0L), ("olddirfd", act["directory"]), ("oldpath", "a2"), ("newdirfd", -100L), ("newpath", "a3"));
        Check(EventCode.SyscallRenameat2X, 0, ("res", 0L), ("olddirfd", -100L), ("oldpath", "a3"), ("newdirfd", act["directory"]), ("newpath", "a4"), ("flags", 1L));
        act.One(EventCode.SyscallRenameat2X).Fact(FactKind.Directory, "newdirfd").Should().Be(directory);
        act.One(EventCode.SyscallRenameat2X).Fact(FactKind.Directory, "olddirfd").Should().BeEmpty();
    }

    [Fact]
    public void WorkingDirectories()
    {
        Check(EventCode.SyscallChdirX, 1, ("res", 0L), ("path", "d"));
        Check(EventCode.SyscallChdirX, 2, ("res", -2L), ("path", "none"));
        Check(EventCode.SyscallFchdirX, 0, ("res", 0L), ("fd", act["directory"]));
        Check(EventCode.SyscallFchdirX, 1, ("res", -20L), ("fd", act["open"]));
        act.One(EventCode.SyscallChdirX, 1).Fact(FactKind.Path, "res").Should().Be($"{directory}/d");
        act.One(EventCode.SyscallFchdirX).Fact(FactKind.Path, "res").Should().Be(directory);
    }

    [Fact]
    public void Removals()
    {
        Check(EventCode.SyscallUnlink_2X, 0, ("res", 0L), ("path", "a4"));
        Check(EventCode.SyscallUnlink_2X, 1, ("res", -2L), ("path", "a4"));
        Check(EventCode.SyscallUnlinkat_2X, 0, ("res", 0L), ("dirfd", act["directory"]), ("name", "d"), ("flags", 512L));
    }

    [Fact]
    public void Memfd()
    {
        Check(EventCode.SyscallMemfdCreateX, 0, ("fd", act["memfd"]), ("name", "code"), ("flags", 1L));
        var descriptor = act.One(EventCode.SyscallMemfdCreateX).Descriptor("fd");
        descriptor.Type.Should().Be((byte)DescriptorType.Memfd);
        act.One(EventCode.SyscallMemfdCreateX).Fact(FactKind.Path, "fd").Should().Be("memfd:code");
    }

    private static long Flag(params string[] names) => Flags.Of("file_flags", names);

    /// <summary>Every parameter of an event.</summary>
    private void Check(EventCode code, int index, params (string Name, object Value)[] expected) => act.One(code, index).ShouldHave(expected);
}
