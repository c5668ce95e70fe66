using Saker.State;

namespace Saker.Fields;

/// <summary>Leaders of a process' session and process groups (<c>proc.sname</c>, <c>proc.sid.*</c>, <c>proc.vpgid.*</c>, <c>proc.pgid.*</c>).</summary>
internal static unsafe class GroupLeaderFields
{
    public static void Register(FieldRegistry on)
    {
        Family(on, "proc.sname", "proc.sid.exe", "proc.sid.exepath", static task => task->Session, isVirtual: true);
        Family(on, "proc.vpgid.name", "proc.vpgid.exe", "proc.vpgid.exepath", static task => task->VirtualProcessGroup, isVirtual: true);
        Family(on, "proc.pgid.name", "proc.pgid.exe", "proc.pgid.exepath", static task => task->ProcessGroup, isVirtual: false);
    }

    private static void Family(FieldRegistry on, string name, string exe, string exePath, TaskNumber id, bool isVirtual)
    {
        Add(on, name, id, isVirtual, static task => task->Comm);
        Add(on, exe, id, isVirtual, static task => task->Image->Exe);
        Add(on, exePath, id, isVirtual, static task => task->Image->ExePath);
    }

    private static void Add(FieldRegistry on, string name, TaskNumber id, bool isVirtual, TaskText text) =>
        on.Text(name, FieldScope.Process, (context, out value) =>
        {
            var leader = context.Task == null ? null : Find(context, id, isVirtual);
            value = leader == null ? default : text(leader);
            return context.Task != null;
        });

    /// <summary>
    /// The task whose id is that of the group, where ids can be looked up: not those of a pid namespace. Else, and when it is gone, the
    /// oldest ancestor in a row that belongs to the group.
    /// </summary>
    private static TaskRecord* Find(EventContext context, TaskNumber id, bool isVirtual)
    {
        var tasks = context.Machine!.Tasks;
        long wanted = id(context.Task);
        if (wanted == -1)
            return null;
        if (!isVirtual || !context.Task->InPidNamespace)
        {
            var direct = tasks.Find(wanted);
            if (direct != null)
                return direct;
        }

        TaskRecord* leader = null;
        for (int up = 1; tasks.Ancestor(context.Task, up) is var ancestor && ancestor != null && id(ancestor) == wanted; up++)
            leader = ancestor;
        return leader;
    }
}
