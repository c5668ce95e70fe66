using Saker.Events;

namespace Saker.State;

/// <summary>Tasks that begin, run another program, or end.</summary>
internal static unsafe class TaskTransitions
{
    private const uint NewPidNamespace = 64;
    private const uint SameParent = 256;
    private const uint Thread = 8192;
    private const uint Vfork = 134217728;
    private const uint ChildInPidNamespace = 536870912;
    private const ulong StaleAfter = 2_000_000_000;

    /// <summary>A task as the iterator found it when the sensor started.</summary>
    public static void StartPicture(MachineState machine, EventContext context)
    {
        var e = context.Event;
        var tasks = machine.Tasks;
        var task = context.Task;
        if (task == null)
            task = tasks.Add(e.Tid, e.HasFacts ? e.Facts.Tgid : e.Tid);
        if (task == null)
            return;
        context.Task = task;
        bool tied = task->Image != null && !task->IsInvalid;
        task->Flags &= ~(TaskFlags.Invalid | TaskFlags.StandIn);
        task->Pid = e.HasFacts ? e.Facts.Tgid : task->Pid;
        task->ParentTid = e.NumberOr(0, 0);
        task->ProcessGroup = e.NumberOr(1, -1);
        task->VirtualProcessGroup = e.NumberOr(2, -1);
        task->Session = e.NumberOr(3, -1);
        task->SetComm(e.Text(4));
        var argv = e.Param(5);
        int first = argv.IndexOf((byte)0);
        var exe = first < 0 ? argv : argv[..first];
        tasks.SetImage(task, exe.IsEmpty ? e.Text(4) : exe, WithoutDeleted(e.Text(6)), first < 0 ? default : argv[(first + 1)..], e.Param(8));
        task->Image->Flags = (ImageFlags)e.NumberOr(7, 0);
        SetDirectory(task, e.Text(9));
        task->FdLimit = e.NumberOr(10, 0);
        task->Uid = (uint)e.NumberOr(11, uint.MaxValue);
        task->Gid = (uint)e.NumberOr(12, uint.MaxValue);
        task->CapPermitted = (ulong)e.NumberOr(13, 0);
        task->CapEffective = (ulong)e.NumberOr(14, 0);
        task->CapInheritable = (ulong)e.NumberOr(15, 0);
        task->Image->Inode = (ulong)e.NumberOr(16, 0);
        task->Image->InodeChanged = (ulong)e.NumberOr(17, 0);
        task->Image->InodeModified = (ulong)e.NumberOr(18, 0);
        Memory(task, e, 19, 22);
        task->VPid = e.NumberOr(24, task->Pid);
        task->VTid = e.NumberOr(25, task->Tid);
        task->PidNamespaceStart = machine.FromBoot((ulong)e.NumberOr(26, 0));
        machine.SetCgroups(task, e.Param(27));
        task->Root.Set(e.Text(28));
        task->CloneTime = machine.FromBoot((ulong)e.NumberOr(29, 0));
        task->Tty = (uint)e.NumberOr(30, 0);
        task->LoginUid = (uint)e.NumberOr(31, uint.MaxValue);
        if (e.HasFacts)
            task->ProcessStart = e.Facts.ProcessStart;
        if (!tied)
            tasks.Tie(task);
        tasks.ShareWithLeader(task);
        if (e.HasFacts)
            machine.NotePrivileges(task);
    }

    /// <summary>
    /// A new task, told by its maker (result above zero) or by itself (result zero), in either order. The maker's word is not taken
    /// where it cannot tell: across pid namespaces, for siblings, where the child is sure to speak first, and when the child ended
    /// already.
    /// </summary>
    public static void Clone(MachineState machine, EventContext context)
    {
        var e = context.Event;
        long result = e.NumberOr(0, -1);
        if (result < 0)
            return;
        if (result > 0)
            MakeChild(machine, context, result);
        else
            context.Task = BeChild(machine, context);
    }

    private static void MakeChild(MachineState machine, EventContext context, long childTid)
    {
        var e = context.Event;
        if (context.Task == null && e.Tid > 0)
            context.Task = machine.Tasks.Find(e.Tid);
        var maker = context.Task;
        uint flags = (uint)e.NumberOr(15, 0);
        bool inNamespace = e.NumberOr(18, e.Tid) != e.Tid || e.NumberOr(19, e.NumberOr(4, 0)) != e.NumberOr(4, 0);
        bool childSpeaks = (flags & (Vfork | SameParent | NewPidNamespace | ChildInPidNamespace)) != 0 || e.Code == EventCode.SyscallVfork_20X || inNamespace;
        if (maker == null)
            return;
        if (childSpeaks || machine.RecentExits.Contains(childTid, e.Tid, e.Timestamp))
            return;
        var old = machine.Tasks.Find(childTid);
        if (old != null)
        {
            if (!old->IsInvalid && (old->Flags & TaskFlags.ToldOfItself) != 0)
                return;
            machine.Tasks.Remove(old);

            // Damaged data may name the maker itself, or its leader, as the child.
            context.Task = maker = machine.Tasks.Find(e.Tid);
            if (maker == null)
                return;
        }

        bool thread = (flags & Thread) != 0;
        long parent = thread ? maker->ParentTid : maker->Tid;
        Create(machine, context, childTid, thread ? maker->Pid : childTid, parent, maker, flags);
    }

    private static TaskRecord* BeChild(MachineState machine, EventContext context)
    {
        var e = context.Event;
        var old = machine.Tasks.Find(e.Tid);
        if (old != null)
        {
            bool same = e.HasFacts
                ? old->ProcessStart == e.Facts.ProcessStart && !old->IsInvalid && (old->Flags & TaskFlags.StandIn) == 0
                : !old->IsInvalid && old->CloneTime != 0 && e.Timestamp - old->CloneTime < StaleAfter;
            if (same)
                return old;
            machine.Tasks.Remove(old);
        }

        uint flags = (uint)e.NumberOr(15, 0);
        long pid = e.HasFacts ? e.Facts.Tgid : e.NumberOr(4, e.Tid);
        long parentTid = e.NumberOr(5, 0);
        bool thread = pid != e.Tid;
        var maker = machine.Tasks.Find(thread ? pid : parentTid);
        var child = Create(machine, context, e.Tid, pid, parentTid, maker, flags);
        if (child == null)
            return null;
        child->Flags |= TaskFlags.ToldOfItself;
        child->VTid = e.NumberOr(18, child->Tid);
        child->VPid = e.NumberOr(19, child->Pid);
        child->PidNamespaceStart = child->InPidNamespace ? machine.FromBoot((ulong)e.NumberOr(20, 0)) : machine.BootTime;
        if (child->VPid == 1)
            child->Flags |= TaskFlags.Reaper;
        return child;
    }

    private static TaskRecord* Create(
        MachineState machine, EventContext context, long tid, long pid, long parentTid, TaskRecord* maker, uint flags)
    {
        var e = context.Event;
        var tasks = machine.Tasks;
        var task = tasks.Add(tid, pid);
        if (task == null)
            return null;
        bool known = maker != null && !maker->IsInvalid;
        if (known)
            tasks.Inherit(task, maker);
        else
            task->Session = task->ProcessGroup = task->VirtualProcessGroup = -1;
        task->ParentTid = parentTid;
        task->PidNamespaceStart = machine.BootTime;
        task->CloneTime = e.Timestamp;
        task->SetComm(e.Param(13).IsEmpty && known ? maker->Comm : e.Text(13));
        if (known && (e.Text(1).IsEmpty || (e.Text(1).SequenceEqual(maker->Image->Exe) && e.Param(2).SequenceEqual(maker->Image->Args))))
            TaskTable.ShareImage(task, maker);
        else
            SetCloneImage(tasks, task, e, known ? maker->Image : null);
        if (!e.Text(6).IsEmpty || !known)
            SetDirectory(task, e.Text(6));
        task->FdLimit = e.NumberOr(7, task->FdLimit);
        Memory(task, e, 10, 8);
        machine.SetCgroups(task, e.Param(14));
        task->Uid = (uint)e.NumberOr(16, task->Uid);
        task->Gid = (uint)e.NumberOr(17, task->Gid);
        if ((flags & (ChildInPidNamespace | NewPidNamespace)) != 0)
            task->Flags |= TaskFlags.ChildInPidNamespace;
        if (e.HasFacts)
        {
            task->ProcessStart = e.Facts.ProcessStart;
            task->CgroupId = e.Facts.CgroupId;
        }
        else if (known && tid == pid)
        {
            task->Descriptors = tasks.CopyDescriptors(maker);
        }

        tasks.Tie(task);
        return task;
    }

    /// <summary>A child that is not called as its maker is: of its executable nothing else is known than that it is the maker's.</summary>
    private static void SetCloneImage(TaskTable tasks, TaskRecord* task, Event e, Image* from)
    {
        if (from == null)
        {
            tasks.SetImage(task, e.Text(1), default, e.Param(2), default);
            return;
        }

        tasks.SetImage(task, e.Text(1), from->ExePath, e.Param(2), from->Environment);
        task->Image->Flags = from->Flags;
        task->Image->Inode = from->Inode;
        task->Image->InodeChanged = from->InodeChanged;
        task->Image->InodeModified = from->InodeModified;
    }

    /// <summary>A successful exec replaces the image; a failed one changes nothing.</summary>
    public static void Exec(MachineState machine, EventContext context)
    {
        var e = context.Event;
        var task = context.Task;
        if (task == null || e.NumberOr(0, -1) < 0)
            return;
        var tasks = machine.Tasks;
        if (task->IsInvalid)
        {
            task->Flags &= ~TaskFlags.Invalid;
            task->Pid = e.NumberOr(4, e.Tid);
            task->VTid = task->VPid = e.Tid;
            task->ParentTid = e.NumberOr(5, 0);
            tasks.Tie(task);
        }

        if (task->IsLeader)
            tasks.RemoveOtherThreads(task);
        task->SetComm(e.Param(13).IsEmpty ? e.Text(1) : e.Text(13));
        SetExecImage(tasks, task, context);
        if (!e.Text(6).IsEmpty)
            SetDirectory(tasks.LeaderOf(task), e.Text(6));
        task->FdLimit = e.NumberOr(7, task->FdLimit);
        Memory(task, e, 10, 8);
        machine.SetCgroups(task, e.Param(14));
        task->Tty = (uint)e.NumberOr(16, task->Tty);
        task->VirtualProcessGroup = e.NumberOr(17, task->VirtualProcessGroup);
        task->LoginUid = (uint)e.NumberOr(18, task->LoginUid);
        task->CapInheritable = (ulong)e.NumberOr(20, (long)task->CapInheritable);
        task->CapPermitted = (ulong)e.NumberOr(21, (long)task->CapPermitted);
        task->CapEffective = (ulong)e.NumberOr(22, (long)task->CapEffective);
        task->Uid = (uint)e.NumberOr(26, task->Uid);
        task->ProcessGroup = e.NumberOr(28, -1);
        task->Gid = (uint)e.NumberOr(29, task->Gid);
        var image = task->Image;
        if (image->InodeChanged != 0)
        {
            task->InodeChangeToClone = task->CloneTime >= image->InodeChanged ? task->CloneTime - image->InodeChanged : 0;
            task->PidNamespaceToInodeChange = task->PidNamespaceStart != 0 && image->InodeChanged >= task->PidNamespaceStart
                ? image->InodeChanged - task->PidNamespaceStart
                : 0;
        }

        if (!e.HasFacts && tasks.DescriptorsOf(task) is var table && table != null)
            table->CloseOnExec();
        ContainerEntry.Note(machine, task);
        tasks.Predicates.InvalidateProcess(task);
        if (e.HasFacts)
            machine.NotePrivileges(task);
    }

    /// <summary>Makes the image that an exec brings. What old captures do not tell of it is left as it was.</summary>
    private static void SetExecImage(TaskTable tasks, TaskRecord* task, EventContext context)
    {
        var e = context.Event;
        var old = *task->Image;

        // One empty argument and no argument at all look the same here; Falco takes both for none.
        var args = e.Param(2);
        var env = e.Param(15).IsEmpty ? task->Image->Environment : e.Param(15);
        tasks.SetImage(task, e.Text(1), ExecutedPath(task, context), args.Length == 1 ? default : args, env);
        var image = task->Image;
        image->Flags = (ImageFlags)e.NumberOr(19, (long)old.Flags);
        image->Inode = (ulong)e.NumberOr(23, (long)old.Inode);
        image->InodeChanged = (ulong)e.NumberOr(24, (long)old.InodeChanged);
        image->InodeModified = (ulong)e.NumberOr(25, (long)old.InodeModified);
    }

    /// <summary>
    /// The program as the kernel resolved it; of old captures the path that the caller gave, from the working directory on.
    /// </summary>
    private static ReadOnlySpan<byte> ExecutedPath(TaskRecord* task, EventContext context)
    {
        const int resolved = 27;
        const int given = 30;
        var e = context.Event;
        if (!e.Param(resolved).IsEmpty)
            return WithoutDeleted(e.Text(resolved));
        if (e.Code != EventCode.SyscallExecve_19X || e.Param(given).IsEmpty)
            return task->Image->ExePath;
        if (e.Text(given).SequenceEqual("<NA>"u8))
            return e.Text(given);
        var text = context.Texts.Open();
        context.AppendPath(text, given);
        return text.Close();
    }

    /// <summary>The end of a task: it is only marked, so that the rules still see it; <see cref="MachineState.Finish"/> removes it.</summary>
    public static void Exit(MachineState machine, EventContext context)
    {
        if (context.Task == null)
            return;
        context.Task->Reaper = context.Event.NumberOr(4, 0);
        if (!context.Task->IsInvalid)
            machine.Tasks.MarkDead(context.Task);
    }

    /// <summary>Sets a working directory, which is kept with a slash at its end.</summary>
    internal static bool SetDirectory(TaskRecord* leader, ReadOnlySpan<byte> path)
    {
        if (path.EndsWith("/"u8))
            return leader->WorkingDirectory.Set(path);
        Span<byte> slashed = path.Length < 1024 ? stackalloc byte[path.Length + 1] : new byte[path.Length + 1];
        path.CopyTo(slashed);
        slashed[^1] = (byte)'/';
        return leader->WorkingDirectory.Set(slashed);
    }

    private static void Memory(TaskRecord* task, Event e, int size, int faults)
    {
        task->VmSize = (uint)e.NumberOr(size, task->VmSize);
        task->VmRss = (uint)e.NumberOr(size + 1, task->VmRss);
        task->VmSwap = (uint)e.NumberOr(size + 2, task->VmSwap);
        task->PageFaultsMajor = (ulong)e.NumberOr(faults, (long)task->PageFaultsMajor);
        task->PageFaultsMinor = (ulong)e.NumberOr(faults + 1, (long)task->PageFaultsMinor);
    }

    private static ReadOnlySpan<byte> WithoutDeleted(ReadOnlySpan<byte> path) =>
        path.EndsWith(" (deleted)"u8) ? path[..^" (deleted)"u8.Length] : path;
}
