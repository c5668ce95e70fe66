namespace Saker.State;

/// <summary>Who is whose: threads hang in a list on the leader of their process, children on their parents, and orphans go to whoever reaps.</summary>
internal sealed unsafe class Kinship(Slab<TaskRecord> slab, IdMap byTid, PredicateBlocks predicates)
{
    /// <summary>Deepest lineage that is followed; beyond it only damaged data can go round in circles.</summary>
    public const int MaxAncestors = 128;

    /// <summary>The leader of the parent's process, or null when it is not known.</summary>
    public TaskRecord* ParentOf(TaskRecord* task)
    {
        var leader = slab[task->Leader];
        if (leader->Parent == 0)
            JoinParent(leader);
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

    /// <summary>Ties a thread to the leader of its process.</summary>
    public void JoinProcess(TaskRecord* thread, TaskRecord* leader)
    {
        thread->Leader = leader->Index;
        leader->AliveThreads++;
        thread->NextThread = leader->NextThread;
        thread->PreviousThread = leader->Index;
        if (leader->NextThread != 0)
            slab[leader->NextThread]->PreviousThread = thread->Index;
        leader->NextThread = thread->Index;
    }

    /// <summary>Takes a thread out of the list of its process.</summary>
    public void LeaveProcess(TaskRecord* thread)
    {
        if (thread->PreviousThread != 0)
            slab[thread->PreviousThread]->NextThread = thread->NextThread;
        if (thread->NextThread != 0)
            slab[thread->NextThread]->PreviousThread = thread->PreviousThread;
        thread->NextThread = thread->PreviousThread = 0;
    }

    /// <summary>Ties a task to its parent, if that is known and began before it.</summary>
    public void JoinParent(TaskRecord* task)
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

    /// <summary>Takes a task out of the list of its parent's children.</summary>
    public void LeaveParent(TaskRecord* task)
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
    /// Gives the children of a task that ends to the reaper that the kernel named, else to a living thread of the process, else to the nearest
    /// ancestor that reaps, else to nobody.
    /// </summary>
    public void LeaveChildren(TaskRecord* task)
    {
        if (task->FirstChild != 0)
            HandChildren(task, ReaperFor(task, slab[task->Leader]));
    }

    /// <summary>Gives the children of a task to another one, or to nobody.</summary>
    public void HandChildren(TaskRecord* task, TaskRecord* reaper)
    {
        while (task->FirstChild != 0)
        {
            var child = slab[task->FirstChild];
            LeaveParent(child);
            child->ParentTid = reaper != null ? reaper->Tid : 0;
            JoinParent(child);
            predicates.Invalidate(child);
        }
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

        return ReapingAncestor(task, leader);
    }

    private TaskRecord* ReapingAncestor(TaskRecord* task, TaskRecord* ancestor)
    {
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

    private TaskRecord* Find(long tid)
    {
        int index = byTid.Find(tid);
        return index > 0 ? slab[index] : null;
    }
}
