using Saker.Events;

namespace Saker.State;

/// <summary>Changes of user, group and capabilities. They concern the calling thread alone, as in the kernel.</summary>
internal static unsafe class CredentialTransitions
{
    private const uint NewUserNamespace = 1048576;
    private const ulong AllCapabilities = (1UL << 41) - 1;

    public static void SetUid(MachineState machine, EventContext context)
    {
        if (EffectiveId(context.Event) is var id && id == uint.MaxValue || context.Task == null)
            return;
        context.Task->Uid = id;
        machine.Tasks.Predicates.Invalidate(context.Task);
    }

    public static void SetGid(MachineState machine, EventContext context)
    {
        if (EffectiveId(context.Event) is var id && id == uint.MaxValue || context.Task == null)
            return;
        context.Task->Gid = id;
        machine.Tasks.Predicates.Invalidate(context.Task);
    }

    public static void SetCapabilities(MachineState machine, EventContext context)
    {
        var e = context.Event;
        if (context.Task == null || e.NumberOr(0, -1) < 0)
            return;
        context.Task->CapInheritable = (ulong)e.NumberOr(1, 0);
        context.Task->CapPermitted = (ulong)e.NumberOr(2, 0);
        context.Task->CapEffective = (ulong)e.NumberOr(3, 0);
        machine.Tasks.Predicates.Invalidate(context.Task);
    }

    /// <summary>Whoever enters a user namespace has all capabilities in it.</summary>
    public static void EnterNamespace(MachineState machine, EventContext context)
    {
        var e = context.Event;
        int flags = e.Code == EventCode.SyscallUnshareX ? 1 : 2;
        if (context.Task == null || e.NumberOr(0, -1) < 0 || ((uint)e.NumberOr(flags, 0) & NewUserNamespace) == 0)
            return;
        context.Task->CapInheritable = context.Task->CapPermitted = context.Task->CapEffective = AllCapabilities;
        machine.Tasks.Predicates.Invalidate(context.Task);
    }

    /// <summary>The effective id after a successful call; the highest number when there is none or it was left alone.</summary>
    private static uint EffectiveId(Event e)
    {
        int effective = e.Code is EventCode.SyscallSetuidX or EventCode.SyscallSetgidX ? 1 : 2;
        return e.NumberOr(0, -1) < 0 ? uint.MaxValue : (uint)e.NumberOr(effective, uint.MaxValue);
    }
}
