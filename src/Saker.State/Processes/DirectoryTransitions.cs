using Saker.Events;

namespace Saker.State;

/// <summary>Working and root directories. The kernel's word is taken where an event has it, the caller's text elsewhere.</summary>
internal static unsafe class DirectoryTransitions
{
    public static void ChangeDirectory(MachineState machine, EventContext context)
    {
        var e = context.Event;
        if (context.Task == null || e.NumberOr(0, -1) < 0)
            return;
        var leader = machine.Tasks.LeaderOf(context.Task);
        var fact = e.Fact(FactKind.Path, 1);
        if (!fact.IsEmpty)
        {
            Set(machine, leader, fact);
            return;
        }

        if (e.Code == EventCode.SyscallFchdirX)
        {
            if (context.Fd != null)
                Set(machine, leader, context.Fd->Name.Span);
            return;
        }

        var text = context.Texts.Open();
        if (context.AppendPath(text, 1))
            Set(machine, leader, text.Written);
    }

    /// <summary>What getcwd returns corrects what is known.</summary>
    public static void ReadDirectory(MachineState machine, EventContext context)
    {
        var e = context.Event;
        if (context.Task == null || e.NumberOr(0, -1) < 0 || e.Text(1).IsEmpty)
            return;
        Set(machine, machine.Tasks.LeaderOf(context.Task), e.Text(1));
    }

    public static void ChangeRoot(MachineState machine, EventContext context)
    {
        var e = context.Event;
        if (context.Task == null || e.NumberOr(0, -1) < 0)
            return;
        var fact = e.Fact(FactKind.Path, 1);
        if (!fact.IsEmpty)
        {
            context.Task->Root.Set(fact);
            return;
        }

        var text = context.Texts.Open();
        if (context.AppendPath(text, 1))
            context.Task->Root.Set(text.Written);
    }

    private static void Set(MachineState machine, TaskRecord* leader, ReadOnlySpan<byte> path)
    {
        if (TaskTransitions.SetDirectory(leader, path))
            machine.Tasks.Predicates.InvalidateProcess(leader);
    }
}
