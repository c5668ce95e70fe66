using Saker.Rules.Evaluation;
using Saker.State;

namespace Saker.Sensor.Captures;

/// <summary>Sees each event after the rules have judged it, while it still lies in memory.</summary>
internal interface IEventTap : IDisposable
{
    /// <summary>Takes an event and the rules that it matched.</summary>
    void Take(EventContext context, MatchList matches);

    /// <summary>Learns that an event that was taken before, and waited for its container, matched a rule.</summary>
    /// <param name="rule">Index of the rule.</param>
    /// <param name="time">Time of the event, nanoseconds since 1970.</param>
    /// <param name="number">Its number.</param>
    /// <param name="machine">The state as it is now.</param>
    void TakeLate(int rule, ulong time, ulong number, MachineState machine);

    /// <summary>Lets go of half of what it keeps of events that are over, the oldest first: memory runs out.</summary>
    /// <returns>Kilobytes of the events.</returns>
    long LetGo();
}
