using System.Diagnostics;

namespace Saker.Rules.Evaluation;

/// <summary>
/// What asking each rule costs, as a sample tells: one event in <see cref="Period"/> is judged by rule after rule with a clock beside it, and
/// counts for all of them. Rules are then asked by walking their conditions, which takes longer than the machine code that other events meet:
/// the times compare rules with one another, and are more than the sensor really spends. Any thread may take the sample, and any read it.
/// </summary>
public sealed class RuleCosts
{
    /// <summary>Events to a sampled one: few enough to tell rules apart in minutes, and prime, so as not to keep step with what repeats itself.</summary>
    public const int Period = 1021;

    private const int ClockTrials = 64;

    private static readonly long clock = TakeClock();
    private readonly long[] ticks;
    private readonly long[] evaluations;
    private int left = Period;

    /// <param name="rules">One more than the largest <see cref="Rule.Index"/>.</param>
    internal RuleCosts(int rules)
    {
        ticks = new long[rules];
        evaluations = new long[rules];
    }

    /// <summary>How often a rule was asked, estimated from the sample.</summary>
    /// <param name="rule">Its <see cref="Rule.Index"/>.</param>
    public long Evaluations(int rule) => Volatile.Read(ref evaluations[rule]) * Period;

    /// <summary>Seconds that asking it takes, estimated likewise.</summary>
    /// <param name="rule">Its <see cref="Rule.Index"/>.</param>
    public double Seconds(int rule) => (double)Volatile.Read(ref ticks[rule]) * Period / Stopwatch.Frequency;

    /// <summary>Whether the next event is one of the sample.</summary>
    internal bool TakesNext()
    {
        if (--left > 0)
            return false;
        left = Period;
        return true;
    }

    /// <summary>Notes that a rule was asked.</summary>
    /// <param name="rule">Its <see cref="Rule.Index"/>.</param>
    /// <param name="since">Timestamp of when that began.</param>
    internal void Add(int rule, long since)
    {
        long spent = Stopwatch.GetTimestamp() - since - clock;
        _ = Interlocked.Increment(ref evaluations[rule]);
        if (spent > 0)
            _ = Interlocked.Add(ref ticks[rule], spent);
    }

    /// <summary>What looking at the clock takes, which is as long as asking a simple rule.</summary>
    private static long TakeClock()
    {
        long least = long.MaxValue;
        for (int i = 0; i < ClockTrials; i++)
        {
            long since = Stopwatch.GetTimestamp();
            least = Math.Min(least, Stopwatch.GetTimestamp() - since);
        }

        return least;
    }
}
