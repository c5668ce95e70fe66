using System.Globalization;

namespace Saker.EndToEnd.Tests.Fixture;

/// <summary>Knows what of a program's files is on the disk itself, and takes away the rest as a loss of power might.</summary>
internal sealed class SyncedDisk : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    /// <summary>What the program has to be started with.</summary>
    public (string Name, string Value)[] Environment =>
        [("LD_PRELOAD", Path.Combine(AppContext.BaseDirectory, "sync.so")), ("SYNC_FILE", file)];

    /// <summary>How much of a file is on the disk; -1 when nothing is.</summary>
    public long SizeOf(string path) =>
        File.ReadAllLines(file).Select(l => l.Split(' ', 2)).LastOrDefault(s => s[1] == path) is { } last ? long.Parse(last[0], CultureInfo.InvariantCulture) : -1;

    /// <summary>Cuts the files of a directory to what is on the disk.</summary>
    public void LoseTheRest(string directory)
    {
        foreach (string path in Directory.GetFiles(directory))
        {
            if (SizeOf(path) < 0)
            {
                File.Delete(path);
                continue;
            }

            using var stream = File.OpenWrite(path);
            stream.SetLength(SizeOf(path));
        }
    }

    public void Dispose() => File.Delete(file);
}
