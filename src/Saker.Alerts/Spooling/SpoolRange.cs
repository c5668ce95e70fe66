namespace Saker.Alerts.Spooling;

/// <summary>The front of a spool, to be acknowledged as a whole.</summary>
/// <param name="Count">How many alerts it is; at least one.</param>
/// <param name="End">Where the record behind them lies in the first segment, in bytes.</param>
public sealed record SpoolRange(int Count, long End);
