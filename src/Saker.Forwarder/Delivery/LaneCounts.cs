namespace Saker.Forwarder.Delivery;

/// <summary>What became of the alerts of one output.</summary>
internal sealed class LaneCounts
{
    private long delivered;
    private long failed;
    private long retried;
    private long dead;
    private long lost;
    private long summarised;

    /// <summary>Alerts that the other end has.</summary>
    public long Delivered => Interlocked.Read(ref delivered);

    /// <summary>Attempts that did not succeed.</summary>
    public long Failed => Interlocked.Read(ref failed);

    /// <summary>Attempts after the first.</summary>
    public long Retried => Interlocked.Read(ref retried);

    /// <summary>Alerts that the other end refused for good, kept in the dead-letter file.</summary>
    public long Dead => Interlocked.Read(ref dead);

    /// <summary>Alerts for which there was no room.</summary>
    public long Lost => Interlocked.Read(ref lost);

    /// <summary>Alerts that it was told of by summaries only.</summary>
    public long Summarised => Interlocked.Read(ref summarised);

    public void AddDelivered(int alerts) => Interlocked.Add(ref delivered, alerts);

    public void AddFailure() => Interlocked.Increment(ref failed);

    public void AddRetry() => Interlocked.Increment(ref retried);

    public void AddDead() => Interlocked.Increment(ref dead);

    public void AddSummarised() => Interlocked.Increment(ref summarised);

    public void AddLost() => Interlocked.Increment(ref lost);
}
