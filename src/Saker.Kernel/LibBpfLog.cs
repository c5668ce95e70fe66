using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Saker.Kernel;

/// <summary>
/// What libbpf has to say, kept instead of printed: it is read when something fails, and tells which program it was. libbpf speaks on the
/// thread that called it, so each thread has a log of its own, and probes that are loaded side by side do not hear each other.
/// </summary>
internal static unsafe partial class LibBpfLog
{
    private const int Kept = 200;
    private const int Warning = 0;

    [ThreadStatic]
    private static Queue<string>? messages;

    private static Queue<string> Messages => messages ??= new();

    /// <summary>Takes over libbpf's messages and forgets those of before.</summary>
    public static void Start()
    {
        Messages.Clear();
        LibBpf.SetPrint(&Receive);
    }

    /// <summary>The last lines, oldest first.</summary>
    public static string Tail(int lines) => string.Join('\n', Messages.TakeLast(lines));

    /// <summary>The program that the kernel refused last, and why.</summary>
    public static (string Program, string Reason)? LastRefusal()
    {
        string text = string.Join('\n', Messages);
        var refusal = RefusalPattern().Matches(text).LastOrDefault();
        if (refusal is null)
            return null;
        string[] log = text[..refusal.Index].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string reason = log.LastOrDefault(l => !l.StartsWith("libbpf:", StringComparison.Ordinal) && !l.StartsWith("processed ", StringComparison.Ordinal)
            && !l.StartsWith("--", StringComparison.Ordinal)) ?? refusal.Value;
        return (refusal.Groups[1].Value, reason.Trim());
    }

    [GeneratedRegex(@"prog '([^']+)': failed to load: -?\d+")]
    private static partial Regex RefusalPattern();

    [UnmanagedCallersOnly]
    private static int Receive(int level, byte* format, nint arguments)
    {
        if (level != Warning)
            return 0;
        const int Limit = 64 * 1024;
        byte* buffer = (byte*)NativeMemory.Alloc(Limit);
        int size = Math.Min(LibC.Format(buffer, Limit, format, arguments), Limit - 1);
        string text = size > 0 ? Encoding.UTF8.GetString(buffer, size) : "";
        NativeMemory.Free(buffer);
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(Kept))
        {
            Messages.Enqueue(line);
            if (Messages.Count > Kept)
                Messages.Dequeue();
        }

        return size;
    }
}
