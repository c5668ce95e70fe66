using Saker.Events;
using Saker.State;

namespace Saker.Fields;

/// <summary>What the kernel says of the acting task beside the event, and no process can fake (<c>proc.key</c>, <c>proc.mnt_ns</c>, ...).</summary>
internal static unsafe class KernelFactFields
{
    public static void Register(FieldRegistry on)
    {
        on.Text("proc.key", static (context, out value) =>
        {
            var task = context.Task;
            bool known = task != null && task->ProcessStart != 0;
            value = known ? context.Texts.Open().Add(task->Pid).Add((byte)'-').Add(task->ProcessStart, 'D').Close() : default;
            return known;
        });
        on.Number("proc.cgroup_id", static (context, out value) => ProcessImageFields.NotZero(context.Task == null ? 0 : context.Task->CgroupId, out value));
        Fact(on, "proc.mnt_ns", static (in FactHeader facts) => facts.MountNamespace);
        Fact(on, "proc.pid_ns", static (in FactHeader facts) => facts.PidNamespace);
    }

    private delegate uint FactNumber(in FactHeader facts);

    private static void Fact(FieldRegistry on, string name, FactNumber number) => on.Number(name, (context, out value) =>
        ProcessImageFields.NotZero(context.Task != null && context.Event.HasFacts ? number(in context.Event.Facts) : 0, out value));
}
