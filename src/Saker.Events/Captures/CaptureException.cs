namespace Saker.Events.Captures;

/// <summary>A capture cannot be read or written; the message names the file, the place and the reason.</summary>
public sealed class CaptureException(string message) : Exception(message);

/// <summary>A block does not hold what its type promises; the reader says where that is.</summary>
internal sealed class BlockException(string problem) : Exception(problem);
