namespace Saker.State;

/// <summary>The predicate bits of all tasks. They hold until something changes that they depend on: what a task is, or what one above it is.</summary>
internal sealed unsafe class PredicateBlocks(Slab<TaskRecord> slab)
{
    /// <summary>Drops those of a task and of all its descendants.</summary>
    public void Invalidate(TaskRecord* task)
    {
        Drop(task);
        InvalidateBelow(task, 0);
    }

    /// <summary>Drops those of a whole process and of all its descendants.</summary>
    public void InvalidateProcess(TaskRecord* task)
    {
        var leader = slab[task->Leader];
        Invalidate(leader);
        for (int thread = leader->NextThread; thread != 0; thread = slab[thread]->NextThread)
            Invalidate(slab[thread]);
    }

    /// <summary>Drops those of every task in a container.</summary>
    public void InvalidateContainer(int container)
    {
        for (int i = 1; i < slab.Limit; i++)
        {
            if (slab[i]->Index == i && slab[i]->Container == container)
                Drop(slab[i]);
        }
    }

    private void InvalidateBelow(TaskRecord* task, int depth)
    {
        if (depth > Kinship.MaxAncestors)
            return;
        for (int child = task->FirstChild; child != 0; child = slab[child]->NextSibling)
        {
            Drop(slab[child]);
            InvalidateBelow(slab[child], depth + 1);
        }
    }

    private static void Drop(TaskRecord* task)
    {
        if (task->Predicates != null)
            task->Predicates->Valid = false;
    }
}
