namespace Saker.Alerts.Spooling;

/// <summary>Alerts from the front of a spool.</summary>
/// <param name="Alerts">The alerts in order; at least one.</param>
/// <param name="End">Where the record behind them lies in the first segment, in bytes.</param>
public sealed record SpoolBatch(IReadOnlyList<Alert> Alerts, long End);
