namespace Saker.Sensor.Captures;

/// <summary>What <c>saker record</c> was asked for.</summary>
/// <param name="Path">File to be written.</param>
/// <param name="Duration">How long; null until stopped.</param>
/// <param name="MaxBytes">Size at which the file ends; 0 for no bound.</param>
/// <param name="Filter">Condition of the events that are wanted; empty for all.</param>
/// <param name="AllEvents">Whether high-volume reads and writes are wanted too.</param>
public sealed record RecordOptions(string Path, TimeSpan? Duration, long MaxBytes, string Filter, bool AllEvents);
