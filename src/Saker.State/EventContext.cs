using Saker.Events;
using Saker.Events.Rendering;

namespace Saker.State;

/// <summary>
/// What is known at the moment of one event: the event itself and the machine's state after it was applied. Fields read from
/// here and nowhere else. One instance serves one reader thread, event after event.
/// </summary>
public sealed unsafe partial class EventContext
{
    private const int NanosecondsPerTick = 100;

    /// <summary>The event.</summary>
    public required Event Event { get; init; }

    /// <summary>The machine it happened on; null before the first update.</summary>
    public MachineState? Machine { get; private set; }

    /// <summary>When the event happened by the machine's clock as it goes now, nanoseconds since 1970.</summary>
    public ulong Time => Machine is { ClockShift.Ticks: not 0 and var shift } ? (ulong)((long)Event.Timestamp + (shift * NanosecondsPerTick)) : Event.Timestamp;

    /// <summary>The thread that did it, after the event was applied; null when the event is nobody's.</summary>
    public TaskRecord* Task { get; internal set; }

    /// <summary>Number of the descriptor it made or used; -1 when there is none, as after a failed open.</summary>
    public long FdNumber { get; internal set; }

    /// <summary>The descriptor it made or used; null when it is not known or does not exist.</summary>
    public Descriptor* Fd { get; internal set; }

    /// <summary>Whether the event made its descriptor go by another name.</summary>
    public bool FdNameChanged { get; internal set; }

    /// <summary>The container that the event is about, when it is about one and nobody's; null otherwise.</summary>
    public ContainerInfo? Subject { get; internal set; }

    /// <summary>Room for texts built for this event.</summary>
    public Arena Texts { get; } = new();

    /// <summary>Turns the context to a container alone: fields that tell of it answer, all others are missing.</summary>
    public void Show(MachineState machine, ContainerInfo container)
    {
        Begin(machine);
        Subject = container;
    }

    internal void Begin(MachineState machine)
    {
        Machine = machine;
        Task = null;
        Fd = null;
        FdNumber = -1;
        FdNameChanged = false;
        Subject = null;
        nameState = NameState.Unbuilt;
        Texts.Reset();
        scratchOwner = 0;
    }
}
