namespace Saker.Alerts.Outputs;

/// <summary>An alert was not delivered; the message says why, for the operator.</summary>
/// <param name="message">Why.</param>
/// <param name="isFinal">Whether trying again is of no use: this alert will never be taken.</param>
/// <param name="retryAfter">When the other end wants to be asked again; null when it did not say.</param>
/// <param name="inner">What it was noticed by.</param>
public class DeliveryException(string message, bool isFinal = false, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Whether trying again is of no use.</summary>
    public bool IsFinal => isFinal;

    /// <summary>Whether it will most likely be the same the next time, unless somebody sets the output or the other end right.</summary>
    public bool IsLasting { get; init; }

    /// <summary>When the other end wants to be asked again, or null.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}
