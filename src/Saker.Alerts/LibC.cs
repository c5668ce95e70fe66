using System.Runtime.InteropServices;

namespace Saker.Alerts;

/// <summary>What .NET does not offer: writing where a descriptor stands, and being told of every failure to.</summary>
internal static partial class LibC
{
    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const int EPIPE = 32;

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ref byte buffer, nint length);

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
