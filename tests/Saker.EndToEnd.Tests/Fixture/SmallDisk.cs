namespace Saker.EndToEnd.Tests.Fixture;

/// <summary>A disk in memory that is soon full.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(string directory, string name, int kilobytes)
    {
        Path = System.IO.Path.Combine(directory, name);
        Directory.CreateDirectory(Path);
        Shell.Script($"mount -t tmpfs -o size={kilobytes}k tmpfs {Path}");
    }

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    public void Grow(int megabytes) => Shell.Script($"mount -o remount,size={megabytes}m {Path}");

    public void Dispose() => Shell.Script($"umount -l {Path}");
}
