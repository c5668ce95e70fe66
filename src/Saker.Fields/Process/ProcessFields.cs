using Saker.Events.Rendering;
using Saker.State;

namespace Saker.Fields;

/// <summary>Ids, working directory, capabilities and memory of a process (<c>proc.*</c>).</summary>
internal static unsafe class ProcessFields
{
    private const long MaxId = uint.MaxValue;

    public static void Register(FieldRegistry on)
    {
        on.Number("proc.pid", FieldScope.Process, static (context, out value) => Id(context, context.Task == null ? 0 : context.Task->Pid, out value));
        on.Number("proc.vpid", FieldScope.Process, static (context, out value) => Known(context.Task == null ? -1 : context.Task->VPid, out value));
        on.TaskNumber("proc.sid", FieldScope.Process, static task => task->Session);
        on.TaskNumber("proc.vpgid", FieldScope.Process, static task => task->VirtualProcessGroup);
        on.TaskNumber("proc.pgid", FieldScope.Process, static task => task->ProcessGroup);
        on.TaskNumber("proc.tty", FieldScope.Process, static task => task->Tty);
        on.TaskNumber("proc.is_sid_leader", FieldScope.Process, static task => task->Session == task->VPid ? 1 : 0);
        on.TaskNumber("proc.is_vpgid_leader", FieldScope.Process, static task => task->VirtualProcessGroup == task->VPid ? 1 : 0);
        on.TaskNumber("proc.is_pgid_leader", FieldScope.Process, static task => task->ProcessGroup == task->Pid ? 1 : 0);
        on.Text("proc.cwd", FieldScope.Process, WorkingDirectory);
        on.Text("thread.cap_permitted", FieldScope.Process, static (c, out v) => Capabilities(c, c.Task == null ? 0 : c.Task->CapPermitted, out v));
        on.Text("thread.cap_inheritable", FieldScope.Process, static (c, out v) => Capabilities(c, c.Task == null ? 0 : c.Task->CapInheritable, out v));
        on.Text("thread.cap_effective", FieldScope.Process, static (c, out v) => Capabilities(c, c.Task == null ? 0 : c.Task->CapEffective, out v));
        on.TaskNumber("proc.vmsize", FieldScope.Event, static task => task->VmSize);
        on.TaskNumber("proc.vmrss", FieldScope.Event, static task => task->VmRss);
        on.TaskNumber("proc.vmswap", FieldScope.Event, static task => task->VmSwap);
        on.Number("proc.fdlimit", static (context, out value) =>
        {
            value = DescriptorLimit(context);
            return context.Task != null;
        });
        on.Number("proc.fdopencount", OpenDescriptors);
        on.Number("proc.fdusage", DescriptorUsage);
        on.Number("proc.nthreads", static (context, out value) =>
        {
            value = context.Task == null || context.Task->IsInvalid ? 0 : context.Machine!.Tasks.LeaderOf(context.Task)->AliveThreads;
            return context.Task != null;
        });
        on.Number("proc.nchilds", static (context, out value) =>
        {
            var task = context.Task;
            var leader = task == null ? null : context.Machine!.Tasks.LeaderOf(task);
            bool leaderDead = leader == null || (leader->Flags & TaskFlags.Dead) != 0;
            value = leader == null || task->IsInvalid ? 0 : leader->AliveThreads - (leaderDead ? 0 : 1);
            return task != null;
        });
    }

    /// <summary>An id that is printed and compared only when it can be one.</summary>
    public static bool Id(EventContext context, long id, out long value)
    {
        value = id;
        return context.Task != null && id <= MaxId;
    }

    private static bool Known(long id, out long value)
    {
        value = id;
        return id != -1;
    }

    private static bool WorkingDirectory(EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (context.Task == null)
            return false;
        value = context.Machine!.Tasks.LeaderOf(context.Task)->WorkingDirectory.Span;
        if (context.Task->IsInvalid)
            value = "./"u8;
        return true;
    }

    private static bool Capabilities(EventContext context, ulong set, out ReadOnlySpan<byte> value)
    {
        var text = context.Texts.Open();
        FlagText.AppendCapabilities(text, set);
        value = text.Close();
        return context.Task != null;
    }

    private static long DescriptorLimit(EventContext context) =>
        context.Task == null ? 0 : context.Machine!.Tasks.LeaderOf(context.Task)->FdLimit;

    private static bool OpenDescriptors(EventContext context, out long value)
    {
        value = context.FdCount;
        return value >= 0;
    }

    private static bool DescriptorUsage(EventContext context, out long value)
    {
        int count = context.FdCount;
        long limit = DescriptorLimit(context);
        value = BitConverter.DoubleToInt64Bits(limit > 0 ? count * 100.0 / limit : 0);
        return count >= 0;
    }
}
