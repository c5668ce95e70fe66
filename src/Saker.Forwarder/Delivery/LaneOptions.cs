namespace Saker.Forwarder.Delivery;

/// <summary>How an output delivers.</summary>
/// <param name="Concurrency">Requests at a time; at least 1.</param>
/// <param name="MaxAttempts">Attempts in a row that fail for a lasting reason before alerts become dead letters; at least 1.</param>
/// <param name="IsVerbose">Whether each alert that was delivered is logged.</param>
/// <param name="Limit">Which alerts it gets as summaries only; null for none.</param>
internal sealed record LaneOptions(int Concurrency, int MaxAttempts, bool IsVerbose, SummarisingLimit? Limit = null);
