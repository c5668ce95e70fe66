namespace Saker.Forwarder.Metrics;

/// <summary>Counts what comes in by one way.</summary>
/// <param name="source">Its name in metrics: <c>requests</c>, or the kind of a log.</param>
internal sealed class InputCount(string source)
{
    private long accepted;
    private long rejected;

    /// <summary>Its name in metrics.</summary>
    public string Source => source;

    /// <summary>What were alerts, and taken.</summary>
    public long Accepted => Interlocked.Read(ref accepted);

    /// <summary>What were none, or not taken.</summary>
    public long Rejected => Interlocked.Read(ref rejected);

    public void AddAccepted() => Interlocked.Increment(ref accepted);

    public void AddRejected() => Interlocked.Increment(ref rejected);
}
