namespace Saker.Alerts.Aggregation;

/// <summary>Which alerts become one.</summary>
/// <param name="Window">How long after the first of them the last may come.</param>
/// <param name="Keys">Fields whose values they share, besides the rule; only those count that the rule's output shows.</param>
/// <param name="FollowsClock">Whether time goes by without events, as on a machine that is watched; in a replay only events tell the time.</param>
/// <param name="MaxBytes">How many bytes may wait to become one; what is beyond that goes on as it is.</param>
public sealed record AggregationOptions(TimeSpan Window, IReadOnlyList<string> Keys, bool FollowsClock, long MaxBytes = long.MaxValue);
