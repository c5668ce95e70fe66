using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>Files opened, made, renamed, removed: every parameter, of success and of failure.</summary>
public sealed class FileTests : IDisposable
{
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
        made.ShouldHave(("fd", act["openat"]), ("dirfd", act["directory"]), ("name", "b"),
            ("flags", Flag("O_WRONLY", "O_CREAT", "O_APPEND", "O_EXCL", "O_F_CREATED") | made.Layers), ("mode", 0x9c9L), Device(made), Inode(made));
        made.Fact(FactKind.Directory, "dirfd").Should().Be(directory);
        made.Fact(FactKind.Path, "fd").Should().Be($"{directory}/b");
        Opened("b", 1).ShouldHave(("fd", -9L), ("dirfd", 999L), ("name", "b"), ("flags", Flag("O_RDWR")), ("mode", 0L), ("dev", 0L), ("ino", 0L));
    }

    [Fact]
    public void OpenatOfADirectory()
    {
        var opened = Opened(directory);
        opened.ShouldHave(("fd", act["directory"]), ("dirfd", -100L), ("name", directory), ("flags", Flag("O_RDONLY", "O_DIRECTORY", "O_CLOEXEC") | opened.Layers),
            ("mode", 0L), Device(opened), Inode(opened));
        opened.Descriptor("fd").Type.Should().Be((byte)DescriptorType.Directory);
    }

    [Fact]
    public void OpenatThroughASymlinkNamesTheFile()
    {
        var parent = Opened("./../");
        parent.ShouldHave(("fd", act["open_symlink"]), ("dirfd", -100L), ("name", "./../"), ("flags", Flag("O_RDONLY") | parent.Layers), ("mode", 0L),
            Device(parent), Inode(parent));
        parent.Fact(FactKind.Path, "fd").Should().Be(Path.GetDirectoryName(directory));
        var through = Opened("to_b");
        through.ShouldHave(("fd", act["open_through"]), ("dirfd", -100L), ("name", "to_b"), ("flags", Flag("O_RDONLY") | through.Layers), ("mode", 0L),
            Device(through), ("ino", Opened("b").Number("ino")));
        through.Fact(FactKind.Path, "fd").Should().Be($"{directory}/b");
    }

    [Fact]
    public void OpenatOfAnUnlinkedFile()
    {
        var opened = Opened("/proc/self/fd/51");
        opened.ShouldHave(("fd", act["reopen_unlinked"]), ("dirfd", -100L), ("name", "/proc/self/fd/51"), ("flags", Flag("O_RDONLY") | opened.Layers), ("mode", 0L),
            Device(opened), ("ino", Opened("a").Number("ino")));
        opened.Fact(FactKind.Path, "fd").Should().Be($"{directory}/a4");
    }

    [Fact]
    public void Openat2()
    {
        long resolve = Flags.Of("openat2_flags", "RESOLVE_BENEATH", "RESOLVE_NO_SYMLINKS");
        var opened = act.One(EventCode.SyscallOpenat2X);
        opened.ShouldHave(("fd", act["openat2"]), ("dirfd", act["directory"]), ("name", "a"), ("flags", Flag("O_RDONLY") | opened.Layers), ("mode", 0L),
            ("resolve", resolve), Device(opened), ("ino", Opened("a").Number("ino")));
        opened.Fact(FactKind.Directory, "dirfd").Should().Be(directory);
        act.One(EventCode.SyscallOpenat2X, 1).ShouldHave(("fd", -18L), ("dirfd", act["directory"]), ("name", "../a"), ("flags", Flag("O_RDONLY")), ("mode", 0L),
            ("resolve", resolve), ("dev", 0L), ("ino", 0L));
    }

    [Fact]
    public void OpenByHandle()
    {
        var opened = act.One(EventCode.SyscallOpenByHandleAtX);
        opened.ShouldHave(("fd", act["open_by_handle_at"]), ("mountfd", act["directory"]), ("flags", Flag("O_RDWR") | opened.Layers), ("path", $"{directory}/b"),
            Device(opened), Inode(opened));
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

    /// <summary>The device as the event encodes it: the major number above the lowest eight bits of the minor one.</summary>
    private static (string, object) Device(Recorded opened)
    {
        uint kernel = (uint)opened.Descriptor("fd").Dev;
        uint major = kernel >> 20, minor = kernel & 0xfffff;
        return ("dev", (long)((minor & 0xff) | (major << 8) | ((minor & ~0xffu) << 12)));
    }

    private static (string, object) Inode(Recorded opened) => ("ino", (long)opened.Descriptor("fd").Ino);

    /// <summary>What openat reported of a name.</summary>
    private Recorded Opened(string name, int index = 0) => act.Records.Where(r => r.Code == EventCode.SyscallOpenat_2X && r.Text("name") == name).ElementAt(index);

    private static long Flag(params string[] names) => Flags.Of("file_flags", names);

    /// <summary>Every parameter of an event.</summary>
    private void Check(EventCode code, int index, params (string Name, object Value)[] expected) => act.One(code, index).ShouldHave(expected);
}
