using Saker.State;

namespace Saker.Fields;

/// <summary>The thread itself (<c>thread.*</c>).</summary>
internal static unsafe class ThreadFields
{
    public static void Register(FieldRegistry on)
    {
        on.Number("thread.tid", static (context, out value) =>
        {
            value = context.Event.Tid;
            return (ulong)value <= uint.MaxValue;
        });
        on.Number("thread.vtid", FieldScope.Process, static (context, out value) =>
        {
            value = context.Task == null ? -1 : context.Task->VTid;
            return value != -1;
        });
        on.TaskNumber("thread.ismain", FieldScope.Process, static task => task->IsLeader ? 1 : 0);
        on.Text("thread.nametid", static (context, out value) =>
        {
            value = context.Task == null ? default : context.Texts.Open().Add(context.Task->Comm).Add(context.Event.Tid).Close();
            return context.Task != null;
        });
        on.TaskNumber("thread.pfmajor", FieldScope.Event, static task => (long)task->PageFaultsMajor);
        on.TaskNumber("thread.pfminor", FieldScope.Event, static task => (long)task->PageFaultsMinor);
        on.TaskNumber("thread.vmsize", FieldScope.Event, static task => task->IsLeader ? task->VmSize : 0);
        on.TaskNumber("thread.vmrss", FieldScope.Event, static task => task->IsLeader ? task->VmRss : 0);
        on.TaskNumber("thread.vmsize.b", FieldScope.Event, static task => task->IsLeader ? task->VmSize * 1024L : 0);
        on.TaskNumber("thread.vmrss.b", FieldScope.Event, static task => task->IsLeader ? task->VmRss * 1024L : 0);

        // Time on the processor would need every switch of it; Falco does not record these either and shows 0.
        on.Number("thread.exectime", static (_, out value) => (value = 0) == 0);
        on.TaskNumber("thread.totexectime", FieldScope.Event, static _ => 0);
        on.Missing("thread.cpu", "thread.cpu.user", "thread.cpu.system");
    }
}
