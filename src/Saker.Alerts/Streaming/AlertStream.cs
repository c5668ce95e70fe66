using Saker.Alerts.Outputs;

namespace Saker.Alerts.Streaming;

/// <summary>Alerts for whoever wants to see them as they come. It keeps nobody waiting: who does not keep up misses alerts, and is told how many.</summary>
/// <param name="maxSubscribers">How many may listen at once.</param>
/// <param name="capacity">How many alerts may wait for each.</param>
/// <param name="maxBytes">How many bytes of alerts, unless it is one alone.</param>
public sealed class AlertStream(int maxSubscribers, int capacity, long maxBytes = long.MaxValue) : IAlertOutput
{
    private readonly Lock gate = new();
    private AlertSubscription[] subscribers = [];

    /// <inheritdoc/>
    public string Name => "stream";

    /// <summary>Begins to listen: to what comes from now on.</summary>
    /// <returns>Null when too many do already.</returns>
    public AlertSubscription? Subscribe()
    {
        lock (gate)
        {
            if (subscribers.Length >= maxSubscribers)
                return null;
            var subscription = new AlertSubscription(capacity, maxBytes, Leave);
            subscribers = [.. subscribers, subscription];
            return subscription;
        }
    }

    /// <inheritdoc/>
    public void Write(Alert alert, CancellationToken stop)
    {
        foreach (var subscriber in Volatile.Read(ref subscribers))
            subscriber.Add(alert);
    }

    /// <inheritdoc/>
    public void Reopen()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Leave(AlertSubscription subscription)
    {
        lock (gate)
            subscribers = [.. subscribers.Where(s => s != subscription)];
    }
}
