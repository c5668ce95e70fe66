using Saker.Events;

namespace Saker.State;

/// <summary>Finds who did an event: a task that is known, one that is looked up, or one made up with nothing but its id.</summary>
internal sealed unsafe class Actors(MachineState machine)
{
    private readonly TaskTable tasks = machine.Tasks;
    private TaskRecord* recent;
    private long recentTid;
    private long changesBefore;

    /// <summary>Times the task was known.</summary>
    public long Found { get; private set; }

    /// <summary>Times it was the one that had done the event before.</summary>
    public long FoundAgain { get; private set; }

    /// <summary>Times it was not known.</summary>
    public long Missed { get; private set; }

    /// <summary>What was looked up; nothing, ever, in replay.</summary>
    public ProcLookup Lookups { get; } = new(machine.Options.HostRoot);

    /// <summary>The task that did an event, as the kernel's word in the event has it; null where an event is nobody's, or brings its task itself.</summary>
    public TaskRecord* Of(Event e)
    {
        var task = Find(e);
        if (task != null && e.HasFacts)
            Heal(task, in e.Facts);
        return task;
    }

    /// <summary>
    /// Looks up the ancestors that the picture of running tasks left out, so that every lineage ends at the first process: some
    /// kernels show tasks of one pid namespace only. To be called once the picture is complete.
    /// </summary>
    /// <returns>How many were found.</returns>
    public int CompleteLineage()
    {
        int found = 0;
        // What is looked up may be appended, and have a parent that is missing too.
        for (int index = 1; index < tasks.Limit; index++)
        {
            var task = tasks.At(index);
            bool missing = task->Index == index && task->ParentTid > 0 && tasks.Find(task->ParentTid) == null;
            if (missing && LookUp(task->ParentTid))
                found++;
        }

        return found;
    }

    private TaskRecord* Find(Event e)
    {
        // Whoever did the last event does most often the next; while no task came or went, it is still there.
        bool again = e.Tid == recentTid && recent != null && changesBefore == tasks.Added + tasks.Removed;
        var task = again ? recent : tasks.Find(e.Tid);
        if (task != null && e.HasFacts && IsOther(task, in e.Facts))
        {
            tasks.Predicates.Invalidate(task);
            tasks.Remove(task);
            task = tasks.Find(e.Tid);
            if (task != null && task->IsLeader)
                return task;
        }

        if (task != null)
        {
            if (again)
                FoundAgain++;
            else
                Found++;
            recent = task;
            recentTid = e.Tid;
            changesBefore = tasks.Added + tasks.Removed;
            return task;
        }

        if (e.Tid <= 0 || Transitions.MakesItsTask(e.Code))
            return null;
        bool isTaskEvent = (e.Info.Flags & (EventFlags.SkipParseReset | EventFlags.Unused)) == 0 && e.Info.Category != "container";
        if (!isTaskEvent)
            return null;
        Missed++;
        return Discover(e);
    }

    private static bool IsOther(TaskRecord* task, ref readonly FactHeader facts) =>
        task->ProcessStart != 0 && facts.ProcessStart != 0 && task->ProcessStart != facts.ProcessStart;

    private bool LookUp(long pid)
    {
        var task = machine.Options.Live ? tasks.Add(pid, pid) : null;
        if (task == null)
            return false;
        if (Lookups.TryFill(machine, task))
        {
            tasks.Tie(task);
            return true;
        }

        MakeInvalid(task);
        tasks.Remove(task);
        return false;
    }

    private TaskRecord* Discover(Event e)
    {
        long pid = e.HasFacts ? e.Facts.Tgid : -1;
        var task = tasks.Add(e.Tid, pid);
        if (task == null)
            return null;
        if (e.HasFacts)
        {
            task->ProcessStart = e.Facts.ProcessStart;
            task->Uid = e.Facts.Uid;
            task->Gid = e.Facts.Gid;
            task->CgroupId = e.Facts.CgroupId;
            if (machine.Options.Live && Lookups.TryFill(machine, task))
            {
                tasks.Tie(task);
                return task;
            }
        }

        MakeInvalid(task);
        return task;
    }

    private void MakeInvalid(TaskRecord* task)
    {
        bool known = task->ProcessStart != 0;
        task->Flags |= TaskFlags.Invalid;
        task->VTid = task->VPid = -1;
        task->ParentTid = -1;
        task->Session = task->ProcessGroup = task->VirtualProcessGroup = -1;
        if (!known)
            task->Uid = task->Gid = uint.MaxValue;
        task->SetComm("<NA>"u8);
        tasks.SetImage(task, "<NA>"u8, default, default, default);
    }

    /// <summary>The kernel's word on credentials and cgroup comes with every live event, so that a missed change heals.</summary>
    private void Heal(TaskRecord* task, ref readonly FactHeader facts)
    {
        if (task->Uid != facts.Uid || task->Gid != facts.Gid)
        {
            task->Uid = facts.Uid;
            task->Gid = facts.Gid;
            tasks.Predicates.Invalidate(task);
        }

        if (task->CgroupId != facts.CgroupId)
        {
            // Who is moved to another cgroup does nothing himself that would tell of it.
            if (task->CgroupId != 0 && machine.Options.Live)
                Lookups.RefreshCgroups(machine, task);
            task->CgroupId = facts.CgroupId;
        }

        if (task->ProcessStart == 0)
            task->ProcessStart = facts.ProcessStart;
    }
}
