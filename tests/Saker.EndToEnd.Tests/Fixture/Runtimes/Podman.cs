using System.Diagnostics;

namespace Saker.EndToEnd.Tests.Fixture.Runtimes;

/// <summary>Podman with a storage of its own and one image, and its service, which speaks Docker's language.</summary>
internal sealed class Podman : IDisposable
{
    public const string Image = "docker.io/library/redis:7.2";

    private readonly string directory = Directory.CreateTempSubdirectory("saker-podman-").FullName;
    private Process? service;

    public Podman()
    {
        string archive = RootFileSystem.Archive(directory);
        ImageId = Do("import", "--change", "LABEL team=cache", "--change", "CMD [\"/bin/sleep\", \"100000\"]", archive, Image).Trim()["sha256:".Length..];
    }

    /// <summary>Why it cannot be run here; null when it can.</summary>
    public static string? Missing => Array.Find(["podman", "runc", "conmon"], p => !Find(p)) is { } program ? $"{program} is not installed" : null;

    public string Socket => Path.Combine(directory, "api.sock");

    public string ImageId { get; }

    /// <summary>Options that this machine needs for every container: the limits of resources cannot be raised.</summary>
    public static string[] Limits => ["--network", "none", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1000:1000"];

    /// <summary>Starts the service.</summary>
    public void Serve()
    {
        service = Process.Start(new ProcessStartInfo("podman", [.. Options, "system", "service", "-t", "0", "unix://" + Socket]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        service.BeginErrorReadLine();
        service.BeginOutputReadLine();
        Wait.Until(() => File.Exists(Socket));
    }

    /// <summary>Ends the service as a crash would.</summary>
    public void Kill()
    {
        service?.Kill();
        service?.WaitForExit();
        service?.Dispose();
        service = null;
        File.Delete(Socket);
    }

    /// <summary>Runs a command that must succeed.</summary>
    public string Do(params string[] arguments) => Do(arguments, mayFail: false);

    /// <summary>Runs a command, of which what it runs may end with a failure of its own.</summary>
    public string Do(string[] arguments, bool mayFail)
    {
        var (code, output, error) = Shell.Run("podman", [.. Options, .. arguments]);
        return code == 0 || (mayFail && code < 125) ? output
            : throw new InvalidOperationException($"podman {string.Join(' ', arguments)} ended with {code}: {error}");
    }

    public void Dispose()
    {
        Do("rm", "--all", "--force", "--time", "0");
        Kill();
        Do("rmi", "--all", "--force");
        Shell.Run("umount", Path.Combine(directory, "root", "overlay"));
        Directory.Delete(directory, recursive: true);
    }

    internal static bool Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin").Split(':').Any(d => File.Exists(Path.Combine(d, program)));

    private string[] Options =>
    [
        "--root", Path.Combine(directory, "root"), "--runroot", Path.Combine(directory, "run"), "--runtime", "runc",
        "--cgroup-manager", "cgroupfs", "--events-backend", "none",
    ];
}
