using System.Runtime.InteropServices;
using Saker.Events;

namespace Saker.Kernel;

public sealed unsafe partial class Probe
{
    private const int Filters = 2;
    private const int Verdicts = 1 << 16;
    private const int CacheLine = 64;
    private const int CountedCpus = 1024;

    // Programs of the probe run for microseconds; one that began with the filter before the last is over by then.
    private static readonly TimeSpan grace = TimeSpan.FromMilliseconds(10);

    private long filterSet;
    private Filter* filters;
    private Verdict* verdicts;
    private ulong* leftOut;

    /// <summary>Events that the filter kept back so far.</summary>
    public ulong LeftOut
    {
        get
        {
            ulong sum = 0;
            for (int cpu = 0; cpu < Math.Min(cpus, CountedCpus); cpu++)
                sum += leftOut[cpu * (CacheLine / sizeof(ulong))];
            return sum;
        }
    }

    /// <summary>
    /// From now on, calls whose interest says so are sent only where the filter leaves a rule. It takes the place of another one from one
    /// event to the next, and every verdict given before is void.
    /// </summary>
    public void SetFilter(ref readonly Filter filter)
    {
        if (TimeProvider.System.GetElapsedTime(filterSet) < grace)
            Thread.Sleep(grace);
        uint next = control->Filter == 1 ? 2u : 1u;
        filters[next - 1] = filter;
        VoidVerdicts();
        Volatile.Write(ref control->Filter, next);
        filterSet = TimeProvider.System.GetTimestamp();
    }

    /// <summary>Whether events that the filter would leave out are sent all the same, marked with <see cref="RecordFlags.LeftOut"/>.</summary>
    public bool AuditsFilter
    {
        get => control->Audit != 0;
        set => Volatile.Write(ref control->Audit, value ? 1u : 0u);
    }

    /// <summary>Sends everything that is of interest.</summary>
    public void RemoveFilter() => Volatile.Write(ref control->Filter, 0u);

    /// <summary>Makes void what was said of every thread.</summary>
    public void VoidVerdicts() => Interlocked.Increment(ref control->Epoch);

    /// <summary>Says which rules the events of a thread could match, until something about the thread changes.</summary>
    /// <param name="thread">Its id.</param>
    /// <param name="facts">Facts of an event of the thread, from when the rules were found.</param>
    /// <param name="rules">Bits of the filter in use.</param>
    public void SetVerdict(long thread, ref readonly FactHeader facts, ulong rules)
    {
        // Nobody is kept from reading half of it; key and rules then do not fit each other, which counts as no verdict.
        var verdict = verdicts + (thread & (Verdicts - 1));
        Volatile.Write(ref verdict->Key, facts.Stamp ^ rules);
        Volatile.Write(ref verdict->Rules, rules);
    }

    private void MapFilter(ProbeObject obj)
    {
        filters = (Filter*)obj.Share(".bss.filters", Pages((nuint)Filter.Size * Filters));
        verdicts = (Verdict*)obj.Share(".bss.verdicts", Pages((nuint)Verdict.Size * Verdicts));
        leftOut = (ulong*)obj.Share(".bss.left_out", Pages((nuint)CacheLine * CountedCpus));
    }

    private void UnmapFilter()
    {
        Unmap((nint)filters, (nuint)Filter.Size * Filters);
        Unmap((nint)verdicts, (nuint)Verdict.Size * Verdicts);
        Unmap((nint)leftOut, (nuint)CacheLine * CountedCpus);
        filters = null;
        verdicts = null;
        leftOut = null;
    }

    private static void Unmap(nint shared, nuint size)
    {
        if (shared != 0)
            LibC.Unmap(shared, Pages(size));
    }

    private static nuint Pages(nuint size)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        return (size + page - 1) / page * page;
    }
}
