using Saker.Events;
using Saker.Kernel;

namespace Saker.Sensor.Losses;

/// <summary>Finds out, from what the kernel counts of losses, what was lost since it was asked last, and who lost it. One thread.</summary>
internal sealed class LossLedger
{
    private readonly Dictionary<(ulong Cgroup, EventCode Code), ulong> known = [];
    private readonly Func<ulong, string?> pathOf;

    /// <summary>An empty ledger.</summary>
    /// <param name="pathOf">Finds the path of a cgroup by its id; null when it is not known any more.</param>
    public LossLedger(Func<ulong, string?> pathOf) => this.pathOf = pathOf;

    /// <summary>Takes in what the kernel counts now.</summary>
    /// <returns>What was lost since the last time; null when nothing was.</returns>
    public LossAccount? Take(IReadOnlyList<CgroupLoss> losses)
    {
        var byType = new Dictionary<string, ulong>();
        var byCgroup = new Dictionary<ulong, ulong>();
        ulong from = ulong.MaxValue, until = 0;
        foreach (var loss in losses)
        {
            ulong former = known.GetValueOrDefault((loss.Cgroup, loss.Code));
            // The kernel forgets who lost nothing for long, and counts from 1 when it loses again.
            ulong count = loss.Count >= former ? loss.Count - former : loss.Count;
            if (count == 0)
                continue;
            string type = EventSchema.Of(loss.Code).Name;
            byType[type] = byType.GetValueOrDefault(type) + count;
            byCgroup[loss.Cgroup] = byCgroup.GetValueOrDefault(loss.Cgroup) + count;
            // Of one that had losses before, only the latest of the new ones has a time.
            from = Math.Min(from, former == 0 || loss.Count < former ? loss.First : loss.Last);
            until = Math.Max(until, loss.Last);
        }

        known.Clear();
        foreach (var loss in losses)
            known[(loss.Cgroup, loss.Code)] = loss.Count;
        if (byCgroup.Count == 0)
            return null;
        var (busiest, lost) = byCgroup.MaxBy(c => c.Value);
        return new LossAccount(byType, busiest, pathOf(busiest), lost, from, until);
    }
}

/// <summary>What was lost within some time, and by whom.</summary>
/// <param name="ByType">How many events, by the name of their type.</param>
/// <param name="Cgroup">Id of the cgroup that lost most.</param>
/// <param name="CgroupPath">Its path in the unified hierarchy; null when it is not known.</param>
/// <param name="CgroupLost">How many events it lost.</param>
/// <param name="From">When the first event was lost, nanoseconds since 1970; at the latest.</param>
/// <param name="Until">When the last one was.</param>
internal sealed record LossAccount(IReadOnlyDictionary<string, ulong> ByType, ulong Cgroup, string? CgroupPath, ulong CgroupLost, ulong From, ulong Until);
