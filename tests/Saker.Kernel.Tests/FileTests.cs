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
        act.One(EventCode.SyscallPwriteX).ShouldHave(("res", 9L), ("data", "some data"u8.ToArray()), ("fd", act["file"]), ("size", 9L), ("pos", 100L));
        act.One(EventCode.SyscallPwriteX, 1).ShouldHave(("res", -9L), ("data", "lost data"u8.ToArray()), ("fd", 999L), ("size", 9L), ("pos", 0L));
        act.One(EventCode.SyscallPreadX).ShouldHave(("res", 9L), ("data", "some data"u8.ToArray()), ("fd", act["file"]), ("size", 200L), ("pos", 100L));
        act.One(EventCode.SyscallPreadX, 1).ShouldHave(("res", 109L), ("data", new byte[80]), ("fd", act["file"]), ("size", 200L), ("pos", 0L));
        act.One(EventCode.SyscallPreadX, 2).ShouldHave(("res", -9L), ("data", none), ("fd", 999L), ("size", 200L), ("pos", 7L));
    }

    [Fact]
    public void Openat()
    {
        var made = Opened("b");
        made.Number("fd").Should().Be(act["openat"]);
        made.Number("dirfd").Should().Be(act["directory"]);
        made.Text("name").Should().Be("b");
        (made.Number("flags") & ~(Upper | Lower)).Should().Be(Flag("O_WRONLY", "O_CREAT", "O_APPEND", "O_EXCL", "O_F_CREATED"));
        made.Number("mode").Should().Be(0x9c9);
        made.Number("ino").Should().BePositive();
        made.Fact(FactKind.Directory, "dirfd").Should().Be(directory);
        made.Fact(FactKind.Path, "fd").Should().Be($"{directory}/b");

        var failed = Opened("b", 1);
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
        var opened = Opened(directory);
        opened.Number("dirfd").Should().Be(-100);
        (opened.Number("flags") & ~(Upper | Lower)).Should().Be(Flag("O_RDONLY", "O_DIRECTORY", "O_CLOEXEC"));
        opened.Descriptor("fd").Type.Should().Be((byte)DescriptorType.Directory);
    }

    [Fact]
    public void OpenatThroughASymlinkNamesTheFile()
    {
        var parent = Opened("./../");
        parent.Text("name").Should().Be("./../");
        parent.Fact(FactKind.Path, "fd").Should().Be(Path.GetDirectoryName(directory));
        var through = Opened("to_b");
        through.Text("name").Should().Be("to_b");
        through.Fact(FactKind.Path, "fd").Should().Be($"{directory}/b");
        through.Number("ino").Should().Be(Opened("b").Number("ino"));
    }

    [Fact]
    public void OpenatOfAnUnlinkedFile()
    {
        var opened = Opened("/proc/self/fd/51");
        opened.Number("fd").Should().Be(act["reopen_unlinked"]);
        opened.Text("name").Should().Be("/proc/self/fd/51");
        opened.Fact(FactKind.Path, "fd").Should().Be($"{directory}/a4");
        opened.Number("ino").Should().Be(Opened("a").Number("ino"));
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
        opened.Number("ino").Should().Be(Opened("a").Number("ino"));
        opened.Fact(FactKind.Directory, "dirfd").Should().Be(directory);

        var failed = act.One(EventCode.SyscallOpenat2X, 1);
        failed.Number("fd").Should().Be(-18);
        failed.Text("name").Should().Be("../a");
        failed.Number("resolve").Should().Be(1 | 8);
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
        Check(EventCode.SyscallSymlinkatX, 0, ("res", 0L), ("target", "b"), ("linkdirfd", -100L), ("linkpath", "to_b"));
        Check(EventCode.SyscallSymlinkatX, 1, ("res", 0L), ("target", "a"), ("linkdirfd", act["directory"]), ("linkpath", "to_c"));
        Check(EventCode.SyscallLinkat_2X, 0, ("res", 0L), ("olddir", act["directory"]), ("oldpath", "to_c"), ("newdir", -100L), ("newpath", "a_again"), ("flags", 0x400L));
        act.One(EventCode.SyscallLinkat_2X).Fact(FactKind.Directory, "olddir").Should().Be(directory);
        act.One(EventCode.SyscallSymlinkatX, 1).Fact(FactKind.Directory, "linkdirfd").Should().Be(directory);
    }

    [Fact]
    public void Directories()
    {
        Check(EventCode.SyscallMkdiratX, 0, ("res", 0L), ("dirfd", act["directory"]), ("path", "e"), ("mode", 0x1c9L));
        act.One(EventCode.SyscallMkdiratX).Fact(FactKind.Directory, "dirfd").Should().Be(directory);
    }

    [Fact]
    public void Modes()
    {
        Check(EventCode.SyscallFchmodX, 0, ("res", 0L), ("fd", act["file"]), ("mode", 0x180L));
        Check(EventCode.SyscallFchmodatX, 0, ("res", 0L), ("dirfd", act["directory"]), ("filename", "b"), ("mode", 0x1ffL));
        act.One(EventCode.SyscallFchmodX).Fact(FactKind.Path, "fd").Should().Be($"{directory}/a");
    }

    [Fact]
    public void Nodes()
    {
        Check(EventCode.SyscallMknodatX, 0, ("res", 0L), ("dirfd", act["directory"]), ("path", "plain"), ("mode", 0x8180L), ("dev", 0L));
        Check(EventCode.SyscallFchownatX, 0, ("res", act["fchownat"]), ("dirfd", act["directory"]), ("pathname", "plain"), ("uid", 12L), ("gid", 34L), ("flags", 0x1000L));
    }

    [Fact]
    public void Duplicates()
    {
        Check(EventCode.SyscallDup_1X, 0, ("res", act["dup"]), ("oldfd", act["file"]));
        Check(EventCode.SyscallDup_1X, 1, ("res", -9L), ("oldfd", 999L));
        Check(EventCode.SyscallDup3X, 0, ("res", 51L), ("oldfd", act["file"]), ("newfd", 51L), ("flags", 4096L));
        // One open file under three numbers.
        ulong identity = Opened("a").Descriptor("fd").Identity;
        act.One(EventCode.SyscallDup_1X).Descriptor("res").Identity.Should().Be(identity);
        act.One(EventCode.SyscallDup3X).Descriptor("res").Identity.Should().Be(identity);
        Opened(directory).Descriptor("fd").Identity.Should().NotBe(identity);
    }

    [Fact]
    public void Renames()
    {
        Check(EventCode.SyscallRenameatX, 0, ("res", 0L), ("olddirfd", act["directory"]), ("oldpath", "a"), ("newdirfd", -100L), ("newpath", "a3"));
        Check(EventCode.SyscallRenameat2X, 0, ("res", 0L), ("olddirfd", -100L), ("oldpath", "a3"), ("newdirfd", act["directory"]), ("newpath", "a4"), ("flags", 1L));
        act.One(EventCode.SyscallRenameat2X).Fact(FactKind.Directory, "newdirfd").Should().Be(directory);
        act.One(EventCode.SyscallRenameat2X).Fact(FactKind.Directory, "olddirfd").Should().BeEmpty();
    }

    [Fact]
    public void WorkingDirectories()
    {
        Check(EventCode.SyscallChdirX, 1, ("res", 0L), ("path", "e"));
        Check(EventCode.SyscallChdirX, 2, ("res", -2L), ("path", "none"));
        Check(EventCode.SyscallFchdirX, 0, ("res", 0L), ("fd", act["directory"]));
        Check(EventCode.SyscallFchdirX, 1, ("res", -20L), ("fd", act["file"]));
        act.One(EventCode.SyscallChdirX, 1).Fact(FactKind.Path, "res").Should().Be($"{directory}/e");
        act.One(EventCode.SyscallFchdirX).Fact(FactKind.Path, "res").Should().Be(directory);
    }

    [Fact]
    public void Removals()
    {
        Check(EventCode.SyscallUnlinkat_2X, 0, ("res", 0L), ("dirfd", act["directory"]), ("name", "e"), ("flags", 512L));
        Check(EventCode.SyscallUnlinkat_2X, 1, ("res", 0L), ("dirfd", -100L), ("name", "a4"), ("flags", 0L));
    }

    [Fact]
    public void Memfd()
    {
        Check(EventCode.SyscallMemfdCreateX, 0, ("fd", act["memfd"]), ("name", "code"), ("flags", 1L));
        var descriptor = act.One(EventCode.SyscallMemfdCreateX).Descriptor("fd");
        descriptor.Type.Should().Be((byte)DescriptorType.Memfd);
        act.One(EventCode.SyscallMemfdCreateX).Fact(FactKind.Path, "fd").Should().Be("memfd:code");
    }

    /// <summary>What openat reported of a name.</summary>
    private Recorded Opened(string name, int index = 0) => act.Records.Where(r => r.Code == EventCode.SyscallOpenat_2X && r.Text("name") == name).ElementAt(index);

    private static long Flag(params string[] names) => Flags.Of("file_flags", names);

    /// <summary>Every parameter of an event.</summary>
    private void Check(EventCode code, int index, params (string Name, object Value)[] expected) => act.One(code, index).ShouldHave(expected);
}
