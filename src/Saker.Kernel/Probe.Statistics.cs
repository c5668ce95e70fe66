using Saker.Events;

namespace Saker.Kernel;

public sealed unsafe partial class Probe
{
    /// <summary>Bytes of <c>bpf_prog_info</c> up to the counts, which kernels have had since 5.1.</summary>
    private const int InfoSize = 208;
    private const int RunTimeOffset = 192;
    private const int RunCountOffset = 200;
    private const int MaxLosses = 2048;

    /// <summary>Processors that there may be.</summary>
    public int Cpus => cpus;

    /// <summary>Records of an event type by processor: how many were sent, and how many found their ring full.</summary>
    /// <param name="code">The event type.</param>
    /// <param name="byCpu">One for each processor of <see cref="Cpus"/>.</param>
    public void ReadCounts(EventCode code, Span<RecordCount> byCpu)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(byCpu.Length, cpus);
        uint key = (uint)code;
        fixed (RecordCount* counts = byCpu)
        {
            if (LibBpf.LookUpElement(countsMap, &key, counts) != 0)
                byCpu.Clear();
        }
    }

    /// <summary>
    /// Records that found their ring full since the probe was loaded, as the kernel counted them: readers notice a loss only when the next
    /// record from the same processor arrives.
    /// </summary>
    public ulong Lost
    {
        get
        {
            ulong* byCpu = stackalloc ulong[cpus];
            uint key = 0;
            ulong sum = 0;
            if (LibBpf.LookUpElement(lostMap, &key, byCpu) != 0)
                return sum;
            for (int cpu = 0; cpu < cpus; cpu++)
                sum += byCpu[cpu];
            return sum;
        }
    }

    /// <summary>Who lost what since the probe was loaded. The kernel remembers the latest thousand pairs of cgroup and event type.</summary>
    public IReadOnlyList<CgroupLoss> ReadLosses()
    {
        var losses = new List<CgroupLoss>();
        LossKey key = default, next;
        // Entries may come and go meanwhile; that a key is met twice is not possible without, and the bound ends what would not end.
        for (void* before = null; losses.Count < MaxLosses && LibBpf.NextKey(lossesMap, before, &next) == 0; before = &key)
        {
            key = next;
            LossCount loss;
            if (LibBpf.LookUpElement(lossesMap, &key, &loss) == 0)
                losses.Add(new CgroupLoss(key.Cgroup, (EventCode)key.Code, loss.Count, loss.First, loss.Last));
        }

        return losses;
    }

    /// <summary>What the kernel counts of the loaded programs while <c>kernel.bpf_stats_enabled</c> is 1; zeros otherwise.</summary>
    public IReadOnlyList<ProgramRuns> Runs
    {
        get
        {
            var runs = new List<ProgramRuns>();
            byte* info = stackalloc byte[InfoSize];
            foreach (var (descriptor, name) in obj!.Loaded().Concat(functions?.Loaded() ?? []).Concat(allCalls?.Loaded() ?? []))
            {
                uint size = InfoSize;
                new Span<byte>(info, InfoSize).Clear();
                if (LibBpf.ObjectInfo(descriptor, info, &size) == 0)
                    runs.Add(new ProgramRuns(name, *(long*)(info + RunCountOffset), *(long*)(info + RunTimeOffset)));
            }

            return runs;
        }
    }
}

/// <summary>Runs of a program of the probe.</summary>
/// <param name="Name">Its name in the probe.</param>
/// <param name="Count">How often it ran.</param>
/// <param name="Nanoseconds">How long that took in all.</param>
public sealed record ProgramRuns(string Name, long Count, long Nanoseconds);

/// <summary>Events of one type that a cgroup lost.</summary>
/// <param name="Cgroup">Id of the cgroup in the unified hierarchy.</param>
/// <param name="Code">The event type.</param>
/// <param name="Count">How many were lost since the probe was loaded.</param>
/// <param name="First">When the first was, nanoseconds since 1970.</param>
/// <param name="Last">When the latest was.</param>
public sealed record CgroupLoss(ulong Cgroup, EventCode Code, ulong Count, ulong First, ulong Last);
