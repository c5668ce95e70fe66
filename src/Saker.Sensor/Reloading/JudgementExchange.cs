using Saker.Sensor.Captures;
using Saker.Sensor.Rules;
using Saker.Sensor.Sources;

namespace Saker.Sensor.Reloading;

/// <summary>
/// Puts other rules into force between two events: whoever made them hands them over, the first reader's thread takes them and passes them on
/// to the readers beside it. The state, the rings and a capture that is being written go on.
/// </summary>
/// <param name="pipeline">Where events are judged.</param>
/// <param name="demand">What the probe is asked for; null when there is none.</param>
internal sealed class JudgementExchange(EventPipeline pipeline, ProbeDemand? demand) : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    private readonly ManualResetEventSlim taken = new();
    private IReadOnlyList<SideReader> beside = [];
    private Judgement? offered;
    private volatile bool closed;

    /// <summary>From now on these readers get what is handed over, too.</summary>
    public void PassOnTo(SideReaders readers) => beside = readers.All;

    /// <summary>Hands over the next judgement and waits until it is in force.</summary>
    /// <returns>False when nobody took it: the run is over.</returns>
    public bool Offer(Judgement next)
    {
        taken.Reset();
        Volatile.Write(ref offered, next);
        return !closed && taken.Wait(patience) && !closed;
    }

    /// <summary>Takes what was handed over; to be called on the reader's thread between two events.</summary>
    public void Turn()
    {
        if (Volatile.Read(ref offered) is not { } next)
            return;
        Volatile.Write(ref offered, null);
        Put(next);
        taken.Set();
    }

    /// <summary>Puts a judgement into force at once.</summary>
    public void Put(Judgement next)
    {
        demand?.Widen(next);
        var former = pipeline.Judgement;
        pipeline.Judgement = next;
        (pipeline.Tap as RuleCaptures)?.Adopt(next.Matcher.Rules);
        foreach (var reader in beside)
            reader.Put(next.ForAnotherReader());
        next.GoOnFrom(former);
        var judge = demand?.Narrow(next);
        pipeline.Judge = judge;
        foreach (var reader in beside)
            reader.Pipeline.Judge = judge;
    }

    /// <summary>Nobody takes anything any more.</summary>
    public void Dispose()
    {
        closed = true;
        taken.Set();
    }
}
