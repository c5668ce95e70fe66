using System.Globalization;

namespace Saker.EndToEnd.Tests.Fixture;

/// <summary>A cgroup of a test's own in the unified hierarchy.</summary>
internal sealed class Cgroup : IDisposable
{
    private readonly string directory;

    public Cgroup(string name)
    {
        string root = File.ReadLines("/proc/mounts").Select(l => l.Split(' ')).FirstOrDefault(m => m[2] == "cgroup2")?[1] ?? "";
        Assert.SkipWhen(root.Length == 0, "there is no unified hierarchy of cgroups");
        directory = Path.Combine(root, $"{name}-{Environment.ProcessId}");
        PathInHierarchy = "/" + Path.GetFileName(directory);
        Directory.CreateDirectory(directory);
        Id = ulong.Parse(Shell.Run("stat", "-c", "%i", directory).Output, CultureInfo.InvariantCulture);
    }

    /// <summary>Its id, as the kernel counts them.</summary>
    public ulong Id { get; }

    /// <summary>Its path from the root of the hierarchy.</summary>
    public string PathInHierarchy { get; }

    /// <summary>Puts a process, and those it will start, into it.</summary>
    public void Add(int process) => File.WriteAllText(Path.Combine(directory, "cgroup.procs"), process.ToString(CultureInfo.InvariantCulture));

    public void Dispose() => Directory.Delete(directory);
}
