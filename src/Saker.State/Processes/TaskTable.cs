namespace Saker.State;

/// <summary>
/// Every known task: found by thread id, tied to its process, its parent and its children. The process is keyed by id and start
/// time; a record whose start differs from the kernel's word is that of a former owner of the id and is replaced.
/// </summary>
public sealed unsafe class TaskTable : IDisposable
{
    private readonly Slab<TaskRecord> slab = new();
    private readonly IdMap byTid = new();
    private readonly int capacity;
    private readonly ContainerTable containers;
    private readonly DescriptorTally* descriptors;
    private readonly Kinship kinship;
    private ulong images;

    internal TaskTable(int capacity, int descriptorCapacity, ContainerTable containers)
    {
        this.capacity = capacity;
        this.containers = containers;
        descriptors = DescriptorTally.Create(descriptorCapacity);
        Predicates = new PredicateBlocks(slab);
        kinship = new Kinship(slab, byTid, Predicates);
        slab.Allocate(); // Index 0 means "none".
    }

    /// <summary>What rules know of the tasks.</summary>
    internal PredicateBlocks Predicates { get; }

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
    public TaskRecord* ParentOf(TaskRecord* task) => kinship.ParentOf(task);

    /// <summary>Ancestor number <paramref name="distance"/> of a task: 0 its own leader, 1 the parent; null when there is none.</summary>
    public TaskRecord* Ancestor(TaskRecord* task, int distance) => kinship.Ancestor(task, distance);

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
                kinship.JoinProcess(task, leader);
        }

        kinship.JoinParent(task);
    }

    /// <summary>Ties a task to its parent, if that is known by now.</summary>
    internal void TieToParent(TaskRecord* task) => kinship.JoinParent(task);

    /// <summary>
    /// Takes a task out; its children go to whoever reaps them. A leader stays, dead, while other threads of its process live.
    /// </summary>
    internal void Remove(TaskRecord* task)
    {
        if (task->IsInvalid)
        {
            Release(task);
            return;
        }

        var leader = slab[task->Leader];
        MarkDead(task);
        kinship.LeaveChildren(task);
        if (task != leader)
            Release(task);
        if (leader->AliveThreads <= 0)
        {
            while (leader->NextThread != 0)
                Release(slab[leader->NextThread]);
            kinship.LeaveChildren(leader);
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
            kinship.HandChildren(thread, leader);
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
        kinship.JoinParent(leader);
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

    private void Release(TaskRecord* task)
    {
        kinship.LeaveProcess(task);
        kinship.LeaveParent(task);
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
