using Saker.State;

namespace Saker.Fields;

/// <summary>When processes began, and how long ago that was at the event.</summary>
internal static unsafe class ProcessTimeFields
{
    public static void Register(FieldRegistry on)
    {
        on.Number("proc.pid.ts", FieldScope.Process, static (c, out v) => ProcessImageFields.NotZero(Start(c.Task), out v));
        on.Number("proc.ppid.ts", FieldScope.Process, static (context, out value) =>
        {
            // That of the very thread that made it, where the parent of a process is its maker.
            var parent = context.Task == null ? null : context.Machine!.Tasks.Find(context.Task->ParentTid);
            value = (long)Start(parent);
            return parent != null;
        });
        on.Number("proc.duration", static (context, out value) => Since(context, Start(context.Task), out value));
        on.Number("proc.ppid.duration", static (context, out value) => Since(context, Start(Parent(context)), out value));
        on.Number("proc.pidns_init_start_ts", FieldScope.Process, static (c, out v) =>
            ProcessImageFields.NotZero(c.Task == null ? 0 : c.Task->PidNamespaceStart, out v));
    }

    private static TaskRecord* Parent(EventContext context) =>
        context.Task == null ? null : context.Machine!.Tasks.ParentOf(context.Task);

    private static ulong Start(TaskRecord* task) => task == null ? 0 : task->CloneTime;

    private static bool Since(EventContext context, ulong start, out long value)
    {
        value = (long)(context.Event.Timestamp - start);
        return start != 0;
    }
}
