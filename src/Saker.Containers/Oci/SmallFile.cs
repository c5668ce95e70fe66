using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Saker.Containers.Oci;

/// <summary>
/// Reads files that belong to whoever is being watched: never anything but a regular file, nor more than so much of one, and never waiting
/// for somebody at the other end.
/// </summary>
internal static partial class SmallFile
{
    private const int MaxLength = 8 * 1024 * 1024;
    private const int O_NONBLOCK = 0x800;
    private const int O_CLOEXEC = 0x80000;

    /// <summary>The document in a file; null when there is no such file, or none that is a document.</summary>
    public static JsonDocument? Json(string path)
    {
        if (Read(path) is not { Length: > 0 } text)
            return null;
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            // It is being written, or is something else.
            return null;
        }
    }

    private static byte[]? Read(string path)
    {
        int descriptor = Open(path, O_NONBLOCK | O_CLOEXEC);
        if (descriptor < 0)
            return null;
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            using var file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
            if (!file.CanSeek || file.Length > MaxLength)
                return null;
            byte[] text = new byte[file.Length];
            int length = file.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
            return length == text.Length ? text : text[..length];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
