using Saker.Events;

namespace Saker.State;

/// <summary>Sessions, process groups, and what a process says of itself with prctl and limits.</summary>
internal static unsafe class SessionTransitions
{
    private const long SetChildSubreaper = 36;
    private const long GetChildSubreaper = 37;
    private const long OpenFiles = 7;

    public static void SetSession(MachineState machine, EventContext context)
    {
        long session = context.Event.NumberOr(0, -1);
        if (context.Task == null || session < 0)
            return;
        context.Task->Session = session;
        machine.Tasks.Predicates.InvalidateProcess(context.Task);
    }

    /// <summary>Live events only: Falco does not follow setpgid, and replay is to show what it showed.</summary>
    public static void SetGroup(MachineState machine, EventContext context)
    {
        var e = context.Event;
        if (context.Task == null || !e.HasFacts || e.NumberOr(0, -1) < 0)
            return;
        long pid = e.NumberOr(1, 0);
        var target = pid == 0 || pid == context.Task->VPid ? context.Task : machine.Tasks.Find(pid);
        if (target == null)
            return;
        long group = e.NumberOr(2, 0);
        target->VirtualProcessGroup = group == 0 ? target->VPid : group;
        if (!target->InPidNamespace)
            target->ProcessGroup = target->VirtualProcessGroup;
        machine.Tasks.Predicates.InvalidateProcess(target);
    }

    public static void Control(MachineState machine, EventContext context)
    {
        var e = context.Event;
        if (context.Task == null || e.NumberOr(0, -1) < 0 || e.NumberOr(1, 0) is not (SetChildSubreaper or GetChildSubreaper))
            return;
        var leader = machine.Tasks.LeaderOf(context.Task);
        if (e.NumberOr(3, 0) != 0)
            leader->Flags |= TaskFlags.Reaper;
        else
            leader->Flags &= ~TaskFlags.Reaper;
    }

    public static void Limit(MachineState machine, EventContext context)
    {
        var e = context.Event;
        bool prlimit = e.Code == EventCode.SyscallPrlimitX;
        if (context.Task == null || e.NumberOr(0, -1) < 0 || e.NumberOr(prlimit ? 6 : 3, -1) != OpenFiles)
            return;
        long limit = e.NumberOr(1, -1);
        var target = prlimit && e.NumberOr(5, 0) > 0 ? machine.Tasks.Find(e.NumberOr(5, 0)) : context.Task;
        if (limit >= 0 && target != null)
            machine.Tasks.LeaderOf(target)->FdLimit = limit;
    }
}
