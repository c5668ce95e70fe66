using System.Text;

namespace Saker.State;

/// <summary>
/// What programs tell by the way they are started: runtimes that they make a container, and processes that enter a container from
/// outside that they are one of its probes.
/// </summary>
internal static unsafe class ContainerEntry
{
    // Among the variables and file names of any real call there is room to spare.
    private const int MaxArguments = 64;

    /// <summary>Looks at a program that was started a moment ago.</summary>
    public static void Note(MachineState machine, TaskRecord* task)
    {
        if (machine.Containers.Watcher is { } watcher && RuntimeCall.IsRuntime(NameOf(task->Image->ExePath)))
            Announce(machine, task, watcher);
        if (task->Container != 0)
            NoteProbe(machine, task);
    }

    private static void Announce(MachineState machine, TaskRecord* task, IContainerWatcher watcher)
    {
        string[] arguments = [.. Encoding.UTF8.GetString(task->Image->Args).Split('\0').Take(MaxArguments)];
        if (RuntimeCall.Read(arguments) is not { } made)
            return;
        if (task->Uid == 0 && task->Container == 0 && made.Id.Length is not (32 or 64))
            machine.Containers.Announce(made.Id);
        string by = task->Container == 0 ? "" : Encoding.UTF8.GetString(machine.Containers[task->Container].FullId);
        watcher.Announced(new RuntimeCall(
            made.Id, made.Bundle, Encoding.UTF8.GetString(machine.Tasks.LeaderOf(task)->WorkingDirectory.Span), task->Pid, task->Uid, by));
    }

    /// <summary>A runtime starts a probe from outside; whoever is in the container already only looks like one.</summary>
    private static void NoteProbe(MachineState machine, TaskRecord* task)
    {
        var parent = machine.Tasks.ParentOf(task);
        if (parent != null && parent->Container == task->Container && !RuntimeCall.IsRuntime(NameOf(parent->Image->ExePath)) && parent->VPid > 0 && parent->InPidNamespace)
            return;
        task->Flags &= ~TaskFlags.Probes;
        if (machine.Containers[task->Container].Metadata is not { } metadata)
            return;
        var exe = task->Image->Exe;
        var args = task->Image->Args;
        if (metadata.Healthcheck.IsRunBy(exe, args))
            task->Flags |= TaskFlags.Healthcheck;
        if (metadata.LivenessProbe.IsRunBy(exe, args))
            task->Flags |= TaskFlags.LivenessProbe;
        if (metadata.ReadinessProbe.IsRunBy(exe, args))
            task->Flags |= TaskFlags.ReadinessProbe;
    }

    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> path) => path[(path.LastIndexOf((byte)'/') + 1)..];
}
