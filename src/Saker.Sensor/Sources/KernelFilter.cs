using Saker.Kernel;
using Saker.Rules.Planning;
using Saker.State;

namespace Saker.Sensor.Sources;

/// <summary>
/// Keeps in the kernel what no rule can match: gives the probe the plan of the rules, and a verdict on each thread that the probe asks
/// about.
/// </summary>
internal sealed unsafe class KernelFilter : IThreadJudge
{
    private readonly Probe probe;
    private readonly KernelPlan plan;

    /// <summary>Puts a plan into force.</summary>
    public KernelFilter(Probe probe, KernelPlan plan)
    {
        this.probe = probe;
        this.plan = plan;
        probe.SetFilter(in plan.Tables.Filter);
    }

    /// <inheritdoc/>
    public void Judge(EventContext context)
    {
        // Whatever has changed about the thread since this event has given it another stamp, so that the verdict is not used.
        if (context.Task != null && (context.Task->Flags & TaskFlags.Invalid) == 0)
            probe.SetVerdict(context.Event.Tid, in context.Event.Facts, plan.RulesFor(context));
    }
}
