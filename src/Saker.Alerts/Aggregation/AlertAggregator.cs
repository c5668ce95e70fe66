namespace Saker.Alerts.Aggregation;

/// <summary>
/// Holds alerts back for a while and lets those of the same rule and key go on as one. Alerts without a key go on at once.
/// </summary>
/// <param name="options">Which alerts become one.</param>
/// <param name="isJson">Whether lines are JSON objects.</param>
/// <param name="deliver">Where alerts go on to.</param>
/// <remarks>Any thread may add.</remarks>
internal sealed class AlertAggregator(AggregationOptions options, bool isJson, Action<Alert> deliver)
{
    // Keys may be of somebody's making; beyond that many there is nothing to be gained by waiting.
    private const int MaxGroups = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, AlertGroup> groups = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, AlertGroup Group)> byAge = new();
    private readonly ulong window = (ulong)options.Window.Ticks * 100;

    /// <summary>Takes in an alert.</summary>
    public void Add(Alert alert)
    {
        lock (gate)
        {
            Close(alert.Time);
            if (alert.Key is not { } key || (groups.Count >= MaxGroups && !groups.ContainsKey(key)))
            {
                deliver(alert);
            }
            else if (groups.TryGetValue(key, out var group))
            {
                group.Add(alert);
            }
            else
            {
                groups[key] = group = new AlertGroup(alert);
                byAge.Enqueue((key, group));
            }
        }
    }

    /// <summary>Lets those go on whose window is over, where time goes by without events.</summary>
    public void Look()
    {
        if (!options.FollowsClock)
            return;
        lock (gate)
            Close((ulong)(DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100);
    }

    /// <summary>Lets all go on.</summary>
    public void Flush()
    {
        lock (gate)
            Close(ulong.MaxValue);
    }

    private void Close(ulong now)
    {
        while (byAge.TryPeek(out var oldest) && (now == ulong.MaxValue || now > oldest.Group.First.Time + window))
        {
            byAge.Dequeue();
            groups.Remove(oldest.Key);
            deliver(oldest.Group.ToAlert(isJson));
        }
    }
}
