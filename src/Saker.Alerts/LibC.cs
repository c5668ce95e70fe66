using System.Runtime.InteropServices;

namespace Saker.Alerts;

/// <summary>What .NET does not offer: writing where a descriptor stands, syncing a directory, being told of every failure to, and when a file was made.</summary>
internal static partial class LibC
{
    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const int EPIPE = 32;

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ref byte buffer, nint length);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int directory, string path, int flags, uint mask, ref byte status);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    /// <summary>Has the names of a directory's files brought onto the disk, by <c>fsync</c>(2): .NET opens no directories.</summary>
    /// <exception cref="IOException">The disk does not take them.</exception>
    public static void SyncDirectory(string path)
    {
        const int closeOnExec = 0x80000;
        int descriptor = Open(path, closeOnExec);
        if (descriptor < 0)
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
        int result = Sync(descriptor);
        string why = Marshal.GetLastPInvokeErrorMessage();
        _ = Close(descriptor);
        if (result < 0)
            throw new IOException($"{path}: {why}");
    }

    /// <summary>Asks for the status of a file, by <c>statx</c>(2).</summary>
    /// <returns>Whether there is one.</returns>
    public static bool TryGetStatus(string path, uint mask, Span<byte> status)
    {
        const int currentDirectory = -100;
        return Status(currentDirectory, path, 0, mask, ref MemoryMarshal.GetReference(status)) == 0;
    }

    /// <summary>Writes some of the bytes.</summary>
    /// <returns>How many, or the negated error number.</returns>
    public static int Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        nint written = Write(descriptor, ref MemoryMarshal.GetReference(bytes), bytes.Length);
        return written < 0 ? -Marshal.GetLastPInvokeError() : (int)written;
    }

    /// <summary>What an error number means.</summary>
    public static string Describe(int error) => Marshal.GetPInvokeErrorMessage(error);
}
