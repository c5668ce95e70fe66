using System.Globalization;

namespace Saker.State;

/// <summary>
/// Takes out tasks whose exit was missed: silent for long and gone from <c>/proc</c>. It looks at a few records at a time, so that
/// the reader is never held up.
/// </summary>
internal sealed unsafe class StaleTasks(TaskTable tasks, string hostRoot)
{
    private const ulong SilentFor = 300_000_000_000;

    private int cursor = 1;

    /// <summary>Tasks taken out so far.</summary>
    public long Removed { get; private set; }

    /// <summary>Looks at so many records and goes on from there the next time.</summary>
    public void Sweep(ulong now, int records)
    {
        for (int i = Math.Min(records, tasks.Limit); i > 0; i--)
        {
            if (++cursor >= tasks.Limit)
                cursor = 1;
            var task = tasks.At(cursor);
            if (task == null || task->Index != cursor || now < task->LastSeen + SilentFor)
                continue;
            if (Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"{hostRoot}/proc/{task->Tid}")))
            {
                task->LastSeen = now;
                continue;
            }

            tasks.Remove(task);
            Removed++;
        }
    }
}
