using Saker.Events;

namespace Saker.State;

/// <summary>Which transition belongs to which event type.</summary>
internal static class Transitions
{
    private static readonly Transition?[] byCode = BuildTable();

    public static Transition? Of(EventCode code) => byCode[(int)code];

    /// <summary>Whether an event tells of a task that need not exist yet, so that nobody looks for it.</summary>
    public static bool MakesItsTask(EventCode code) => code is EventCode.IterTaskE or EventCode.SyscallClone_20X or EventCode.SyscallClone3X
        or EventCode.SyscallFork_20X or EventCode.SyscallVfork_20X or EventCode.Procexit_1E or EventCode.ProcexitE
        or EventCode.Schedswitch_6E;

    private static Transition?[] BuildTable()
    {
        var table = new Transition?[EventSchema.Events.Length];
        void On(Transition transition, params ReadOnlySpan<EventCode> codes)
        {
            foreach (var code in codes)
                table[(int)code] = transition;
        }

        On(TaskTransitions.StartPicture, EventCode.IterTaskE);
        On(TaskTransitions.Clone, EventCode.SyscallClone_20X, EventCode.SyscallClone3X, EventCode.SyscallFork_20X, EventCode.SyscallVfork_20X);
        On(TaskTransitions.Exec, EventCode.SyscallExecve_19X, EventCode.SyscallExecveatX);
        On(TaskTransitions.Exit, EventCode.Procexit_1E, EventCode.ProcexitE);
        On(CredentialTransitions.SetUid, EventCode.SyscallSetuidX, EventCode.SyscallSetresuidX, EventCode.SyscallSetreuidX);
        On(CredentialTransitions.SetGid, EventCode.SyscallSetgidX, EventCode.SyscallSetresgidX, EventCode.SyscallSetregidX);
        On(CredentialTransitions.SetCapabilities, EventCode.SyscallCapsetX);
        On(CredentialTransitions.EnterNamespace, EventCode.SyscallUnshareX, EventCode.SyscallSetnsX);
        On(SessionTransitions.SetSession, EventCode.SyscallSetsidX);
        On(SessionTransitions.SetGroup, EventCode.SyscallSetpgidX);
        On(SessionTransitions.Control, EventCode.SyscallPrctlX);
        On(SessionTransitions.Limit, EventCode.SyscallSetrlimitX, EventCode.SyscallPrlimitX);
        On(DirectoryTransitions.ChangeDirectory, EventCode.SyscallChdirX, EventCode.SyscallFchdirX);
        On(DirectoryTransitions.ReadDirectory, EventCode.SyscallGetcwdX);
        On(DirectoryTransitions.ChangeRoot, EventCode.SyscallChrootX);
        On(MemoryTransitions.Resize, EventCode.SyscallBrk_4X, EventCode.SyscallMmapX, EventCode.SyscallMmap2X, EventCode.SyscallMunmapX);
        On(AccountTransitions.AddUser, EventCode.UserAddedE);
        On(AccountTransitions.DeleteUser, EventCode.UserDeletedE);
        On(AccountTransitions.AddGroup, EventCode.GroupAddedE);
        On(AccountTransitions.DeleteGroup, EventCode.GroupDeletedE);
        On(ContainerTransitions.Asynchronous, EventCode.AsynceventE);
        On(ContainerTransitions.Container, EventCode.ContainerJson_2E);
        FileTransitions.Register(On);
        SocketTransitions.Register(On);
        return table;
    }
}

/// <summary>Binds a transition to event types.</summary>
internal delegate void Register(Transition transition, params ReadOnlySpan<EventCode> codes);
