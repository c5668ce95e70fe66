using Saker.Events;
using Saker.Kernel;
using Saker.Sensor.Rules;

namespace Saker.Sensor.Sources;

/// <summary>
/// What the probe is asked for. It is changed in two steps, between which the rules are exchanged: first everything is sent that either
/// the former or the next rules may want, then only what the next ones want. So neither misses anything.
/// </summary>
/// <param name="probe">The probe.</param>
internal sealed class ProbeDemand(Probe probe)
{
    private IReadOnlyList<WatchedCall> current = [];

    /// <summary>Asks for what the former and the next rules want, unfiltered.</summary>
    public void Widen(Judgement next)
    {
        foreach (var (number, _, interest) in next.Calls.Concat(current))
            probe.SetInterest(number, (probe.GetInterest(number) | interest) & ~Interest.Filtered);
    }

    /// <summary>Asks for no more than the next rules want.</summary>
    /// <returns>Who gives verdicts on threads; null for nobody.</returns>
    public IThreadJudge? Narrow(Judgement next)
    {
        IThreadJudge? judge = null;
        if (next.Plan is { } plan)
            judge = new KernelFilter(probe, plan);
        else
            probe.RemoveFilter();
        foreach (int number in current.Select(c => c.Number).Except(next.Calls.Select(c => c.Number)))
            probe.SetInterest(number, Interest.None);
        foreach (var (number, _, interest) in next.Calls)
            probe.SetInterest(number, interest);
        current = next.Calls;
        return judge;
    }
}
