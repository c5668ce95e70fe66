namespace Saker.Sensor.Losses;

/// <summary>Lets something be done so often in the long run, and so often at once.</summary>
public sealed class TokenBucket
{
    private readonly double rate;
    private readonly double burst;
    private readonly TimeProvider time;
    private double tokens;
    private long last;

    /// <summary>A full bucket.</summary>
    /// <param name="rate">Tokens per second.</param>
    /// <param name="burst">Most tokens that are saved up, and those that there are at first.</param>
    /// <param name="time">The clock.</param>
    public TokenBucket(double rate, double burst, TimeProvider time)
    {
        this.rate = rate;
        this.burst = tokens = burst;
        this.time = time;
        last = time.GetTimestamp();
    }

    /// <summary>Takes a token.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryTake()
    {
        long now = time.GetTimestamp();
        tokens = Math.Min(burst, tokens + (rate * time.GetElapsedTime(last, now).TotalSeconds));
        last = now;
        if (tokens < 1)
            return false;
        tokens--;
        return true;
    }
}
