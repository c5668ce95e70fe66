namespace Saker.State;

/// <summary>
/// Keeps room for new tasks in a table that is about to be full, between two events, when nobody holds a record: of some records, one goes of
/// which only the id is known, else a thread, else a process without children, and among these the one that was silent longest. One that
/// still runs is learnt of anew, from the kernel's word and <c>/proc</c>, with its next event.
/// </summary>
internal sealed unsafe class TaskEviction(TaskTable tasks)
{
    // An event may bring a task, its leader and ancestors of both.
    private const int MostRoom = 64;
    private const int RoomShare = 4;
    private const int Sample = 64;

    // What cannot go is passed over, but the reader is not to be held up for long.
    private const int MostLooks = 4096;

    private readonly int most = tasks.Capacity - Math.Min(MostRoom, tasks.Capacity / RoomShare);
    private int cursor;

    /// <summary>Tasks that had to go.</summary>
    public long Evicted { get; private set; }

    /// <summary>Makes room when there is too little.</summary>
    public void MakeRoom()
    {
        while (tasks.Count > most && Victim() is var victim && victim != null)
        {
            tasks.Remove(victim);
            Evicted++;
        }
    }

    private TaskRecord* Victim()
    {
        TaskRecord* best = null;
        int candidates = 0;
        for (int look = Math.Min(tasks.Limit, MostLooks); look > 0 && candidates < Sample; look--)
        {
            if (++cursor >= tasks.Limit)
                cursor = 1;
            var task = tasks.At(cursor);
            if (task == null || task->Index != cursor || UseOf(task) is not { } use)
                continue;
            candidates++;
            if (best == null || use < UseOf(best) || (use == UseOf(best) && task->LastSeen < best->LastSeen))
                best = task;
        }

        return best;
    }

    /// <summary>How much would be missed with a task; null when it must stay, since others hang on it.</summary>
    private static int? UseOf(TaskRecord* task) =>
        task->IsInvalid ? 0
        : (task->Flags & TaskFlags.Dead) != 0 || task->FirstChild != 0 ? null
        : !task->IsLeader ? 1
        : task->NextThread == 0 ? 2
        : null;
}
