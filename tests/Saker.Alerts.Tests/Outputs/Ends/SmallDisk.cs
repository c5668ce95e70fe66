using System.Diagnostics;

namespace Saker.Alerts.Tests.Outputs.Ends;

/// <summary>A disk of its own, small enough to be filled.</summary>
internal sealed class SmallDisk : IDisposable
{
    private string Ballast => Path.Combine(Root, "ballast");

    public SmallDisk(int kilobytes)
    {
        Root = Directory.CreateTempSubdirectory("saker-disk-").FullName;
        Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "saker-test", Root);
    }

    public string Root { get; }

    /// <summary>Leaves room for nothing.</summary>
    public void Fill()
    {
        using var file = File.OpenHandle(Ballast, FileMode.Create, FileAccess.Write);
        byte[] page = new byte[4096];
        try
        {
            for (long offset = 0; ; offset += page.Length)
                RandomAccess.Write(file, page, offset);
        }
        catch (IOException)
        {
            // That is what was wanted.
        }
    }

    /// <summary>Makes room again.</summary>
    public void Empty() => File.Delete(Ballast);

    public void Dispose()
    {
        Run("umount", "-l", Root);
        Directory.Delete(Root);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        process.ExitCode.Should().Be(0, string.Join(' ', arguments));
    }
}
