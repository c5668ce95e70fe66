namespace Saker.Alerts.Spooling;

/// <summary>Alerts from the front of a spool.</summary>
/// <param name="Alerts">The alerts in order; at least one.</param>
/// <param name="Range">Where they lie.</param>
public sealed record SpoolBatch(IReadOnlyList<Alert> Alerts, SpoolRange Range);
