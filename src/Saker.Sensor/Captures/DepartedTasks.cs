using Saker.State;

namespace Saker.Sensor.Captures;

/// <summary>
/// Threads that ended a short while ago, as they were then: a capture that begins before its match holds events of theirs, but the picture
/// of the machine at the match knows them no more.
/// </summary>
/// <param name="window">How far back events are of interest, nanoseconds.</param>
internal sealed class DepartedTasks(ulong window)
{
    // Environments and arguments included, each takes some kilobytes.
    private const int Most = 1024;

    private readonly Queue<(ulong Time, DescribedTask Task)> departed = new();

    /// <summary>Notes the thread of an event with which it ends.</summary>
    public unsafe void Add(EventContext context)
    {
        if (context.Task == null || context.Task->Image == null)
            return;
        if (departed.Count == Most)
            departed.Dequeue();
        departed.Enqueue((context.Event.Timestamp, new MachinePicture(context.Machine!).Describe(context.Task->Index)));
    }

    /// <summary>Forgets the older half.</summary>
    public void LetGo()
    {
        for (int old = departed.Count / 2; old > 0; old--)
            departed.Dequeue();
    }

    /// <summary>Hands out those that ended within the window before a time or after it, and forgets all.</summary>
    public IReadOnlyList<DescribedTask> Drain(ulong time)
    {
        DescribedTask[] recent = [.. departed.Where(d => d.Time + window >= time).Select(d => d.Task)];
        departed.Clear();
        return recent;
    }
}
