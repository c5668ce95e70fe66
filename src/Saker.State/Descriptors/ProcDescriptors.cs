using System.Globalization;
using System.Text;
using Saker.Events;
using Saker.Events.Captures;

namespace Saker.State;

/// <summary>What <c>/proc</c> says of the descriptors that processes hold now: live events need no table, a capture's start does.</summary>
internal sealed class ProcDescriptors(string hostRoot)
{
    private const int MaxPerProcess = 4096;

    private readonly Dictionary<string, ProcSockets> byNamespace = [];

    /// <summary>The descriptors of a process; none when it is gone.</summary>
    public IReadOnlyCollection<CapturedDescriptor> Of(long pid)
    {
        string process = string.Create(CultureInfo.InvariantCulture, $"{hostRoot}/proc/{pid}");
        var found = new List<CapturedDescriptor>();
        try
        {
            var sockets = SocketsOf(process);
            foreach (string path in Directory.EnumerateFileSystemEntries(process + "/fd").Take(MaxPerProcess))
            {
                if (long.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out long number)
                    && new FileInfo(path).LinkTarget is { } target)
                    found.Add(Describe(number, target, path, process, sockets));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended while it was looked at; what was found is what there is.
        }

        return found;
    }

    private static CapturedDescriptor Describe(long number, string target, string path, string process, ProcSockets sockets)
    {
        var named = new CapturedDescriptor(number, DescriptorType.Unsupported, 0, Encoding.UTF8.GetBytes(target), [], 0, [], 0, 0, 0, 0, 0, 0);
        if (Inode(target, "socket:[") is { } socket)
            return sockets.Find(socket) is { } known ? known with { Number = number } : named with { Ino = socket };
        if (Inode(target, "pipe:[") is { } pipe)
            return named with { Type = DescriptorType.Fifo, Ino = pipe };
        if (target.StartsWith("/memfd:", StringComparison.Ordinal))
            return named with { Type = DescriptorType.Memfd };
        if (target.StartsWith("anon_inode:", StringComparison.Ordinal))
            return named with { Type = AnonymousType(target["anon_inode:".Length..].Trim('[', ']')) };
        if (!target.StartsWith('/'))
            return named;
        return Directory.Exists(path) ? named with { Type = DescriptorType.Directory }
            : named with { Type = DescriptorType.File, OpenFlags = OpenFlags($"{process}/fdinfo/{number}") };
    }

    private static DescriptorType AnonymousType(string name) => name switch
    {
        "eventpoll" => DescriptorType.Eventpoll,
        "inotify" => DescriptorType.Inotify,
        "signalfd" => DescriptorType.Signalfd,
        "timerfd" => DescriptorType.Timerfd,
        "io_uring" => DescriptorType.IoUring,
        "userfaultfd" => DescriptorType.Userfaultfd,
        "pidfd" => DescriptorType.Pidfd,
        _ when name.StartsWith("eventfd", StringComparison.Ordinal) => DescriptorType.Event,
        _ when name.StartsWith("bpf", StringComparison.Ordinal) => DescriptorType.Bpf,
        _ => DescriptorType.Unsupported,
    };

    private static ulong? Inode(string target, string prefix) =>
        target.StartsWith(prefix, StringComparison.Ordinal)
        && ulong.TryParse(target.AsSpan(prefix.Length).TrimEnd(']'), CultureInfo.InvariantCulture, out ulong inode) ? inode : null;

    /// <summary>Access mode of an open file in the capture's flags.</summary>
    private static uint OpenFlags(string fdinfo)
    {
        const string label = "flags:";
        string? line = File.ReadLines(fdinfo).FirstOrDefault(l => l.StartsWith(label, StringComparison.Ordinal));
        uint flags = line is null ? 0 : Convert.ToUInt32(line[label.Length..].Trim(), 8);

        // Read only is 0 for the kernel and a bit of its own here.
        return (flags & 3) + 1;
    }

    private ProcSockets SocketsOf(string process)
    {
        string name = new FileInfo(process + "/ns/net").LinkTarget ?? "";
        if (!byNamespace.TryGetValue(name, out var sockets))
            byNamespace[name] = sockets = ProcSockets.Read(process + "/net");
        return sockets;
    }
}
