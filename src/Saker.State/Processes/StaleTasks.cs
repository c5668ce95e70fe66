using System.Globalization;

namespace Saker.State;

/// <summary>
/// Takes out tasks whose exit was missed, silent for long and gone from <c>/proc</c>, and those that nobody could tell anything of. It
/// looks at a few records at a time, so that the reader is never held up.
/// </summary>
internal sealed unsafe class StaleTasks(TaskTable tasks, MachineOptions options)
{
    private readonly ulong silentFor = (ulong)options.SilentFor.TotalNanoseconds;

    private int cursor = 1;

    /// <summary>Tasks that were gone.</summary>
    public long Gone { get; private set; }

    /// <summary>Tasks of which only the id was known.</summary>
    public long Invalid { get; private set; }

    /// <summary>Looks at so many records and goes on from there the next time.</summary>
    public void Sweep(ulong now, int records)
    {
        for (int i = Math.Min(records, tasks.Limit); i > 0; i--)
        {
            if (++cursor >= tasks.Limit)
                cursor = 1;
            var task = tasks.At(cursor);
            if (task == null || task->Index != cursor || now < task->LastSeen + silentFor)
                continue;
            if (task->IsInvalid)
            {
                tasks.Remove(task);
                Invalid++;
            }
            else if (Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"{options.HostRoot}/proc/{task->Tid}")))
            {
                task->LastSeen = now;
            }
            else
            {
                tasks.Remove(task);
                Gone++;
            }
        }
    }
}
