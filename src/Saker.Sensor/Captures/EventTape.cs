using Saker.Events;
using Saker.Events.Captures;
using Saker.Kernel;
using Saker.Rules.Evaluation;
using Saker.State;

namespace Saker.Sensor.Captures;

/// <summary>Applies each record of the probe to the machine and writes it to a capture.</summary>
/// <param name="machine">State of the machine: the filter asks it.</param>
/// <param name="filter">What is wanted; null for everything. What changes the state is kept all the same, marked as not wanted.</param>
internal sealed unsafe class EventTape(MachineState machine, RuleMatcher? filter)
{
    private readonly EventContext context = new() { Event = new Event() };
    private ulong number;

    /// <summary>The capture; null while the picture at the start is taken.</summary>
    public CaptureWriter? Writer { get; set; }

    public void Handle(byte* record, int size)
    {
        if (!context.Event.Attach(record, size, ++number))
            return;
        machine.Update(context);
        if (context.Event.Info.IsForRules)
            Write();
        machine.Finish(context);
    }

    private void Write()
    {
        bool wanted = filter is null || filter.MatchFirst(context) >= 0;
        if (wanted || (context.Event.Info.Flags & EventFlags.ModifiesState) != 0)
            Writer?.Write(context.Event, stateOnly: !wanted);
    }
}

/// <summary>Hands the probe's records to the tape; a struct, so that the reader's loop calls it directly.</summary>
internal readonly unsafe struct TapeHandler(EventTape tape) : IRecordHandler
{
    public void Handle(byte* record, int size) => tape.Handle(record, size);

    // The reader keeps the count, which is told at the end.
    public void Lost(in Loss loss)
    {
    }
}
