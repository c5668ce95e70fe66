using Saker.Events;

namespace Saker.State;

/// <summary>
/// What is known at the moment of one event: the event itself and the machine's state after it was applied. Fields read from
/// here and nowhere else. One instance serves one reader thread, event after event.
/// </summary>
public sealed partial class EventContext
{
    /// <summary>The event.</summary>
    public required Event Event { get; init; }
}
