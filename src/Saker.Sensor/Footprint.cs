using System.Globalization;
using System.Runtime.InteropServices;

namespace Saker.Sensor;

/// <summary>The memory that this process takes up.</summary>
internal static partial class Footprint
{
    private const int PageOut = 21;

    // By then what runs often has been compiled for good.
    private static readonly TimeSpan warm = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Gives back what starting up left behind: rubbish, and the pages of program files, most of which are for starting up only.
    /// </summary>
    public static void Trim()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        LetGoOfFiles();
    }

    /// <summary>Gives back the pages of program files once more when the sensor is warm: the compiler's, and what the first events needed.</summary>
    /// <returns>Keeps it from happening when disposed of.</returns>
    public static IDisposable TrimOnceWarm() => new Timer(static _ => LetGoOfFiles(), null, warm, Timeout.InfiniteTimeSpan);

    /// <summary>
    /// The kernel takes the pages that nobody else uses, and reads again what is needed again (MADV_PAGEOUT, Linux 5.4; older ones keep them).
    /// </summary>
    private static void LetGoOfFiles()
    {
        foreach (string mapping in File.ReadLines("/proc/self/maps"))
        {
            if (FilePart(mapping) is { } part)
                _ = Advise(part.Start, part.Length, PageOut);
        }
    }

    /// <summary>Where a file lies in memory, going by a line such as <c>7f01-7f02 r-xp 00000000 fe:00 123 /lib/x.so</c>.</summary>
    private static (nint Start, nint Length)? FilePart(ReadOnlySpan<char> mapping)
    {
        int dash = mapping.IndexOf('-');
        int blank = mapping.IndexOf(' ');
        int path = mapping.IndexOf('/');
        // Maps of the probe have no path, and memory that was made into a file has none that exists.
        if (path < 0 || mapping.EndsWith("(deleted)") || mapping[path..].StartsWith("/dev/"))
            return null;
        nint start = nint.Parse(mapping[..dash], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        nint end = nint.Parse(mapping[(dash + 1)..blank], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return (start, end - start);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nint length, int advice);
}
