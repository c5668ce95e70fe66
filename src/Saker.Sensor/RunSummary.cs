using Saker.Rules;

namespace Saker.Sensor;

/// <summary>What a run came to.</summary>
/// <param name="Events">Events taken in.</param>
/// <param name="Lost">Events lost for want of room.</param>
/// <param name="Elapsed">How long it ran.</param>
/// <param name="AlertsByRule">Alerts raised, by rule, in order of definition.</param>
/// <param name="AlertsLost">Alerts that outputs lost, summed over them.</param>
/// <param name="IsFailure">Whether it ended because too much was lost.</param>
public sealed record RunSummary(
    ulong Events, ulong Lost, TimeSpan Elapsed, IReadOnlyList<(Rule Rule, long Count)> AlertsByRule, long AlertsLost, bool IsFailure)
{
    /// <summary>All alerts.</summary>
    public long Alerts => AlertsByRule.Sum(r => r.Count);

    /// <summary>One line for the log.</summary>
    public override string ToString() => $"{Events} events, {Alerts} alerts, {Lost} events lost, {AlertsLost} alerts lost in {Elapsed.TotalSeconds:F1} s";
}
