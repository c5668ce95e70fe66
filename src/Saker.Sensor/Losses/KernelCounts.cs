using Saker.Events;
using Saker.Kernel;

namespace Saker.Sensor.Losses;

/// <summary>How many events the kernel has sent and lost, by processor and by what was lost.</summary>
public sealed class KernelCounts
{
    /// <summary>What losses are told apart by, as Falco names it.</summary>
    public static readonly string[] Kinds = ["clone_fork", "execve", "connect", "open", "dir_file", "other_interest", "close", "proc"];

    private static readonly EventCode[] codes = [.. EventSchema.Events.ToArray().Where(e => e.IsForRules).Select(e => e.Code)];
    private static readonly int[] kindOfCode = [.. codes.Select(c => Array.IndexOf(Kinds, KindOf(EventSchema.Of(c).Name)))];

    private readonly long[] lostByKind = new long[Kinds.Length];
    private readonly Dictionary<string, long> lostByType = [];

    private KernelCounts(int cpus)
    {
        SentByCpu = new long[cpus];
        LostByCpu = new long[cpus];
    }

    /// <summary>Events sent, by processor.</summary>
    public long[] SentByCpu { get; }

    /// <summary>Events that found their ring full, by processor.</summary>
    public long[] LostByCpu { get; }

    /// <summary>All events: those that were sent, and those that were lost.</summary>
    public long Events => SentByCpu.Sum() + Lost;

    /// <summary>All that were lost.</summary>
    public long Lost => LostByCpu.Sum();

    /// <summary>Losses by kind, in the order of <see cref="Kinds"/>.</summary>
    public IReadOnlyList<long> LostByKind => lostByKind;

    /// <summary>Losses by name of the event type; types without any are left out.</summary>
    public IReadOnlyDictionary<string, long> LostByType => lostByType;

    /// <summary>Asks the kernel.</summary>
    public static KernelCounts Read(Probe probe)
    {
        var counts = new KernelCounts(probe.Cpus);
        var byCpu = new RecordCount[probe.Cpus];
        for (int i = 0; i < codes.Length; i++)
        {
            probe.ReadCounts(codes[i], byCpu);
            long lost = 0;
            for (int cpu = 0; cpu < byCpu.Length; cpu++)
            {
                counts.SentByCpu[cpu] += (long)byCpu[cpu].Pushed;
                counts.LostByCpu[cpu] += (long)byCpu[cpu].Dropped;
                lost += (long)byCpu[cpu].Dropped;
            }

            if (lost == 0)
                continue;
            counts.lostByKind[kindOfCode[i]] += lost;
            string type = EventSchema.Of(codes[i]).Name;
            counts.lostByType[type] = counts.lostByType.GetValueOrDefault(type) + lost;
        }

        return counts;
    }

    private static string KindOf(string call) => call switch
    {
        "clone" or "clone3" or "fork" or "vfork" => "clone_fork",
        "execve" or "execveat" => "execve",
        "connect" => "connect",
        "open" or "openat" or "openat2" or "creat" or "open_by_handle_at" => "open",
        "close" => "close",
        "procexit" => "proc",
        "mkdir" or "mkdirat" or "rmdir" or "unlink" or "unlinkat" or "rename" or "renameat" or "renameat2" or "link" or "linkat" or "symlink"
            or "symlinkat" or "chmod" or "fchmod" or "fchmodat" or "chown" or "lchown" or "fchown" or "fchownat" or "chdir" or "fchdir" => "dir_file",
        _ => "other_interest",
    };
}
