namespace Saker.State;

/// <summary>
/// Every known task: found by thread id, tied to its process, its parent and its children. The process is keyed by id and start
/// time; a record whose start differs from the kernel's word is that of a former owner of the id and is replaced.
/// </summary>
public sealed unsafe class TaskTable : IDisposable
{
    /// <summary>Deepest lineage that is followed; beyond it only damaged data can go round in circles.</summary>
    public const int MaxAncestors = 128;

    private readonly Slab<TaskRecord> slab = new();
    private readonly IdMap byTid = new();
    private readonly int capacity;
    private readonly ContainerTable containers;
    private readonly DescriptorTally* descriptors;
    private ulong images;

    internal TaskTable(int capacity, int descriptorCapacity, ContainerTable containers)
    {
        this.capacity = capacity;
        this.containers = containers;
        descriptors = DescriptorTally.Create(descriptorCapacity);
        slab.Allocate(); // Index 0 means "none".
    }

    /// <summary>Most tasks that there may be.</summary>
    internal int Capacity => capacity;

    /// <summary>Tasks in the table.</summary>
    public int Count => slab.Count - 1;

    /// <summary>Tasks that were not taken in because the table was full.</summary>
    public long Refused { get; private set; }

    /// <summary>Tasks taken in so far.</summary>
    public long Added { get; private set; }

    /// <summary>Tasks taken out so far, for whatever reason.</summary>
    public long Removed { get; private set; }

    /// <summary>What became of descriptors.</summary>
    internal ref readonly DescriptorTally Descriptors => ref *descriptors;

    /// <summary>Most tasks that were in the table at once, give or take one: what a whole sweep looks at.</summary>
    public int Limit => slab.Limit;

    /// <summary>The record of a thread, or null.</summary>
    public TaskRecord* Find(long tid)
    {
        int index = byTid.Find(tid);
        return index > 0 ? slab[index] : null;
    }

    /// <summary>Some thread of a cgroup, or null. Looks at all of them: for rare questions.</summary>
    public TaskRecord* FindInCgroup(ulong cgroup)
    {
        for (int i = 1; i < Limit; i++)
        {
            if (slab[i]->Index == i && slab[i]->CgroupId == cgroup)
                return slab[i];
        }

        return null;
    }

    /// <summary>The leader of a task's process.</summary>
    public TaskRecord* LeaderOf(TaskRecord* task) => slab[task->Leader];

    /// <summary>The leader of the parent's process, or null when it is not known.</summary>
    public TaskRecord* ParentOf(TaskRecord* task)
    {
        var leader = slab[task->Leader];
        if (leader->Parent == 0)
            Link(leader);
        return leader->Parent == 0 ? null : slab[slab[leader->Parent]->Leader];
    }

    /// <summary>Ancestor number <paramref name="distance"/> of a task: 0 its own leader, 1 the parent; null when there is none.</summary>
    public TaskRecord* Ancestor(TaskRecord* task, int distance)
    {
        if (distance > MaxAncestors)
            return null;
        for (task = slab[task->Leader]; distance > 0 && task != null; distance--)
            task = ParentOf(task);
        return task;
    }

    /// <summary>The descriptors of a task's process; null when it has no table.</summary>
    internal FdTable* DescriptorsOf(TaskRecord* task)
    {
        var leader = slab[task->Leader];
        return task->Descriptors != null ? task->Descriptors : leader->Descriptors;
    }

    /// <summary>A table for a process that has none.</summary>
    internal FdTable* NewDescriptors() => FdTable.Create(descriptors);

    /// <summary>A table for a new process, with what its maker has.</summary>
    internal FdTable* CopyDescriptors(TaskRecord* maker) => FdTable.Copy(DescriptorsOf(maker), descriptors);

    internal TaskRecord* At(int index) => index > 0 ? slab[index] : null;

    /// <summary>Takes in a task that is not there yet; null when the table is full.</summary>
    internal TaskRecord* Add(long tid, long pid)
    {
        if (Count >= capacity)
        {
            Refused++;
            return null;
        }

        Added++;
        int index = slab.Allocate();
        var task = slab[index];
        task->Index = index;
        task->Tid = tid;
        task->Pid = pid;
        task->VTid = tid;
        task->VPid = pid;
        task->Leader = index;
        task->LoginUid = uint.MaxValue;
        byTid.Set(tid, index);
        return task;
    }

    /// <summary>Ties a task whose ids and parent are filled in to its process and its parent.</summary>
    internal void Tie(TaskRecord* task)
    {
        if (task->IsInvalid)
            return;
        if (task->IsLeader)
        {
            task->AliveThreads++;
            if (task->Pid == 1 || task->VPid == 1)
                task->Flags |= TaskFlags.Reaper;
        }
        else
        {
            var leader = Find(task->Pid);
            if (leader == null || leader->IsInvalid)
                leader = StandInFor(task, leader);
            if (leader != null)
            {
                task->Leader = leader->Index;
                leader->AliveThreads++;
                task->NextThread = leader->NextThread;
                task->PreviousThread = leader->Index;
                if (leader->NextThread != 0)
                    slab[leader->NextThread]->PreviousThread = task->Index;
                leader->NextThread = task->Index;
            }
        }

        Link(task);
    }

    /// <summary>Ties a task to its parent, if that is known and began before it.</summary>
    internal void Link(TaskRecord* task)
    {
        if (task->ParentTid <= 0 || task->Pid == 1 || task->Parent != 0)
            return;
        var parent = Find(task->ParentTid);
        if (parent == null || parent->IsInvalid || parent == task)
            return;
        if (parent->ProcessStart != 0 && task->ProcessStart != 0 && parent->ProcessStart > task->ProcessStart)
            return;
        task->Parent = parent->Index;
        task->NextSibling = parent->FirstChild;
        task->PreviousSibling = 0;
        if (parent->FirstChild != 0)
            slab[parent->FirstChild]->PreviousSibling = task->Index;
        parent->FirstChild = task->Index;
    }

    internal void Unlink(TaskRecord* task)
    {
        if (task->Parent == 0)
            return;
        if (task->PreviousSibling != 0)
            slab[task->PreviousSibling]->NextSibling = task->NextSibling;
        else
            slab[task->Parent]->FirstChild = task->NextSibling;
        if (task->NextSibling != 0)
            slab[task->NextSibling]->PreviousSibling = task->PreviousSibling;
        task->Parent = task->NextSibling = task->PreviousSibling = 0;
    }

    /// <summary>
    /// Takes a task out. Its children go to the reaper that the kernel named, else to a living thread of the process, else to the
    /// nearest ancestor that reaps, else to nobody. A leader stays, dead, while other threads of its process live.
    /// </summary>
    internal void Remove(TaskRecord* task)
    {
        if (task->IsInvalid)
        {
            Release(task);
            return;
        }

        var leader = slab[task->Leader];
        if ((task->Flags & TaskFlags.Dead) == 0)
            MarkDead(task);
        if (task->FirstChild != 0)
            HandChildren(task, ReaperFor(task, leader));
        if (task != leader)
        {
            Untie(task);
            Release(task);
        }

        if (leader->AliveThreads <= 0)
        {
            while (leader->NextThread != 0)
            {
                var rest = slab[leader->NextThread];
                Untie(rest);
                Release(rest);
            }

            if (leader->FirstChild != 0)
                HandChildren(leader, ReaperFor(leader, leader));
            Release(leader);
        }
    }

    /// <summary>Counts a task out of its process; the record stays until its event is done.</summary>
    internal void MarkDead(TaskRecord* task)
    {
        if ((task->Flags & TaskFlags.Dead) != 0)
            return;
        task->Flags |= TaskFlags.Dead;
        slab[task->Leader]->AliveThreads--;
    }

    /// <summary>Takes out every thread of a process but its leader: what an exec does.</summary>
    internal void RemoveOtherThreads(TaskRecord* leader)
    {
        while (leader->NextThread != 0)
        {
            var thread = slab[leader->NextThread];
            if (thread->FirstChild != 0)
                HandChildren(thread, leader);
            Untie(thread);
            Release(thread);
        }

        leader->AliveThreads = 1;
        leader->Flags &= ~(TaskFlags.Dead | TaskFlags.StandIn);
    }

    /// <summary>Gives a task a new image and drops what it knew of the old one.</summary>
    internal void SetImage(
        TaskRecord* task, ReadOnlySpan<byte> exe, ReadOnlySpan<byte> exePath, ReadOnlySpan<byte> args, ReadOnlySpan<byte> env)
    {
        var image = Image.Create(task->Comm, exe, exePath, args, env, ++images);
        Image.Release(task->Image);
        task->Image = image;
    }

    internal static void ShareImage(TaskRecord* task, TaskRecord* from)
    {
        var image = Image.Share(from->Image);
        Image.Release(task->Image);
        task->Image = image;
    }

    /// <summary>Lets a thread share what it has in common with the leader of its process, which processes of thousands of threads feel.</summary>
    internal void ShareWithLeader(TaskRecord* task)
    {
        var leader = slab[task->Leader];
        if (leader == task || leader->Image == null || task->Image == null)
            return;
        if (Image.AreEqual(task->Image, leader->Image))
            ShareImage(task, leader);
        else
            Image.ShareEnvironment(task->Image, leader->Image);
        task->Root.ShareIfEqual(leader->Root);
        task->Cgroups.ShareIfEqual(leader->Cgroups);
    }

    /// <summary>Drops the predicate bits of a task and of all its descendants.</summary>
    internal void Invalidate(TaskRecord* task)
    {
        if (task->Predicates != null)
            task->Predicates->Valid = false;
        InvalidateBelow(task, 0);
    }

    /// <summary>Drops the predicate bits of a whole process and of all its descendants.</summary>
    internal void InvalidateProcess(TaskRecord* task)
    {
        var leader = slab[task->Leader];
        Invalidate(leader);
        for (int thread = leader->NextThread; thread != 0; thread = slab[thread]->NextThread)
            Invalidate(slab[thread]);
    }

    /// <summary>Drops the predicate bits of every task in a container.</summary>
    internal void InvalidateContainer(int container)
    {
        for (int i = 1; i < slab.Limit; i++)
        {
            if (slab[i]->Index == i && slab[i]->Container == container && slab[i]->Predicates != null)
                slab[i]->Predicates->Valid = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (int i = 1; i < slab.Limit; i++)
        {
            if (slab[i]->Index == i)
                ReleaseParts(slab[i]);
        }

        slab.Dispose();
        byTid.Dispose();
        DescriptorTally.Release(descriptors);
    }

    private void InvalidateBelow(TaskRecord* task, int depth)
    {
        if (depth > MaxAncestors)
            return;
        for (int child = task->FirstChild; child != 0; child = slab[child]->NextSibling)
        {
            var record = slab[child];
            if (record->Predicates != null)
                record->Predicates->Valid = false;
            InvalidateBelow(record, depth + 1);
        }
    }

    private TaskRecord* StandInFor(TaskRecord* thread, TaskRecord* leader)
    {
        leader = leader != null ? leader : Add(thread->Pid, thread->Pid);
        if (leader == null)
            return null;
        leader->Flags = TaskFlags.StandIn;
        leader->Pid = thread->Pid;
        leader->VPid = leader->VTid = thread->VPid;
        leader->ProcessStart = thread->ProcessStart;
        Inherit(leader, thread);
        leader->SetComm(thread->Comm);
        ShareImage(leader, thread);
        leader->ParentTid = thread->ParentTid;
        leader->AliveThreads = 1;
        Link(leader);
        return leader;
    }

    /// <summary>Copies what a new task has from the one that made it.</summary>
    internal void Inherit(TaskRecord* task, TaskRecord* from)
    {
        task->Session = from->Session;
        task->ProcessGroup = from->ProcessGroup;
        task->VirtualProcessGroup = from->VirtualProcessGroup;
        task->PidNamespaceStart = from->PidNamespaceStart;
        task->Uid = from->Uid;
        task->Gid = from->Gid;
        task->LoginUid = from->LoginUid;
        task->Tty = from->Tty;
        task->CapInheritable = from->CapInheritable;
        task->CapPermitted = from->CapPermitted;
        task->CapEffective = from->CapEffective;
        task->FdLimit = from->FdLimit;
        SetContainer(task, from->Container);
        task->Flags |= from->Flags & TaskFlags.Probes;
        task->CgroupId = from->CgroupId;
        task->WorkingDirectory.SetShared(from->WorkingDirectory);
        task->Root.SetShared(from->Root);
        task->Cgroups.SetShared(from->Cgroups);
    }

    /// <summary>Puts a task into a container, so that the container is known to be in use.</summary>
    internal void SetContainer(TaskRecord* task, int container)
    {
        if (task->Container == container)
            return;
        containers.Leave(task->Container);
        containers.Join(container);
        task->Container = container;
    }

    private TaskRecord* ReaperFor(TaskRecord* task, TaskRecord* leader)
    {
        var named = task->Reaper > 0 ? Find(task->Reaper) : null;
        if (named != null && named != task && !named->IsInvalid && (named->Flags & TaskFlags.Dead) == 0)
        {
            if (named->Leader != task->Leader)
                slab[named->Leader]->Flags |= TaskFlags.Reaper;
            return named;
        }

        if ((leader->Flags & TaskFlags.Dead) == 0 && leader != task)
            return leader;
        for (int thread = leader->NextThread; thread != 0; thread = slab[thread]->NextThread)
        {
            if (slab[thread] != task && (slab[thread]->Flags & TaskFlags.Dead) == 0)
                return slab[thread];
        }

        var ancestor = leader;
        for (int depth = 0; depth < MaxAncestors; depth++)
        {
            ancestor = ParentOf(ancestor);
            if (ancestor == null)
                return Find(1) is var init && init != task && !task->InPidNamespace ? init : null;

            // Orphans do not leave their pid namespace.
            if (ancestor->InPidNamespace != task->InPidNamespace)
                return null;
            if ((ancestor->Flags & TaskFlags.Reaper) != 0 && ancestor->AliveThreads > 0)
                return ancestor;
        }

        return null;
    }

    private void HandChildren(TaskRecord* task, TaskRecord* reaper)
    {
        while (task->FirstChild != 0)
        {
            var child = slab[task->FirstChild];
            Unlink(child);
            child->ParentTid = reaper != null ? reaper->Tid : 0;
            Link(child);
            Invalidate(child);
        }
    }

    private void Untie(TaskRecord* thread)
    {
        if (thread->PreviousThread != 0)
            slab[thread->PreviousThread]->NextThread = thread->NextThread;
        if (thread->NextThread != 0)
            slab[thread->NextThread]->PreviousThread = thread->PreviousThread;
        thread->NextThread = thread->PreviousThread = 0;
    }

    private void Release(TaskRecord* task)
    {
        Unlink(task);
        if (byTid.Find(task->Tid) == task->Index)
            byTid.Remove(task->Tid);
        SetContainer(task, 0);
        ReleaseParts(task);
        int index = task->Index;
        task->Index = 0;
        slab.Free(index);
        Removed++;
    }

    private static void ReleaseParts(TaskRecord* task)
    {
        Image.Release(task->Image);
        task->Image = null;
        task->WorkingDirectory.Release();
        task->Root.Release();
        task->Cgroups.Release();
        PredicateBlock.Release(task);
        FdTable.Release(task->Descriptors);
        task->Descriptors = null;
    }
}
