namespace Saker.Alerts.Channels;

/// <summary>When a file was made. .NET gives the time of the last change for it on Linux, and that of a file in use is always now.</summary>
internal static class FileAge
{
    private const uint BirthMask = 0x800;
    private const int BirthOffset = 80;
    private const int Size = 256;

    /// <summary>When it was made, by <c>statx</c>(2); when it was last written, on a file system that does not keep that.</summary>
    public static DateTime Birth(string path)
    {
        Span<byte> status = stackalloc byte[Size];
        if (!LibC.TryGetStatus(path, BirthMask, status) || (BitConverter.ToUInt32(status) & BirthMask) == 0)
            return File.GetLastWriteTimeUtc(path);
        long seconds = BitConverter.ToInt64(status[BirthOffset..]);
        uint nanoseconds = BitConverter.ToUInt32(status[(BirthOffset + sizeof(long))..]);
        return DateTime.UnixEpoch.AddSeconds(seconds).AddTicks(nanoseconds / 100);
    }
}
