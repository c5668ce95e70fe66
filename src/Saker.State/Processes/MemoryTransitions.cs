namespace Saker.State;

/// <summary>Sizes of address spaces, which the memory calls report.</summary>
internal static unsafe class MemoryTransitions
{
    public static void Resize(MachineState machine, EventContext context)
    {
        var e = context.Event;
        if (context.Task == null)
            return;
        context.Task->VmSize = (uint)e.NumberOr(1, context.Task->VmSize);
        context.Task->VmRss = (uint)e.NumberOr(2, context.Task->VmRss);
        context.Task->VmSwap = (uint)e.NumberOr(3, context.Task->VmSwap);
    }
}
