namespace Saker.Deploy.Tests;

/// <summary>A root directory in which there is a shell and nothing else, for packages to be installed in.</summary>
internal sealed class PackageRoot : IDisposable
{
    private static readonly string[] databases = ["var/lib/dpkg", "var/lib/rpm"];

    public PackageRoot()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "installing packages takes root");
        Assert.SkipUnless(File.Exists("/bin/busybox"), "busybox is not installed");
        foreach (string name in (string[])["bin", "etc", "usr/lib", "var/log", "var/lib/dpkg/info", "var/lib/dpkg/updates", "var/lib/rpm"])
            Directory.CreateDirectory(At(name));
        File.WriteAllText(At("var/lib/dpkg/status"), "");
        File.Copy("/bin/busybox", At("bin/busybox"));
        CommandResult.Of("chroot", Path, "/bin/busybox", "--install", "-s", "/bin").Code.Should().Be(0);
    }

    /// <summary>The directory.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("saker-root-").FullName;

    /// <summary>Where a file of this root is.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and makes the directories on the way to it.</summary>
    public void Write(string name, string content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), content);
    }

    /// <summary>Runs dpkg on it. What packages depend on is not there.</summary>
    public CommandResult Dpkg(params string[] arguments) => CommandResult.Of("dpkg", ["--root=" + Path, "--force-depends", .. arguments]);

    /// <summary>Runs rpm on it. What packages depend on is not there.</summary>
    public CommandResult Rpm(params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/rpmbuild"), "rpm is not installed");
        return CommandResult.Of("rpm", ["--root", Path, "--dbpath", "/var/lib/rpm", .. arguments]);
    }

    /// <summary>Runs the program that was installed.</summary>
    public CommandResult Saker(params string[] arguments) => CommandResult.Of(At("usr/bin/saker"), arguments);

    /// <summary>The files that there are, and the directories of Saker, but for what package managers keep.</summary>
    public IReadOnlyList<string> Content() =>
    [
        .. Directory.EnumerateFileSystemEntries(Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Where(entry => !Directory.Exists(entry) || System.IO.Path.GetFileName(entry).StartsWith("saker", StringComparison.Ordinal))
            .Select(entry => System.IO.Path.GetRelativePath(Path, entry))
            .Where(entry => !databases.Any(d => entry.StartsWith(d, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal),
    ];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
