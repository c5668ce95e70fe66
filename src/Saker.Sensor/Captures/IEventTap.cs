using Saker.Rules.Evaluation;
using Saker.State;

namespace Saker.Sensor.Captures;

/// <summary>Sees each event after the rules have judged it, while it still lies in memory.</summary>
internal interface IEventTap : IDisposable
{
    /// <summary>Takes an event and the rules that it matched.</summary>
    void Take(EventContext context, MatchList matches);
}
