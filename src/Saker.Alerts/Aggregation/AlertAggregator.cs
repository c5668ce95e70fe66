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
    private long bytes;
    private readonly ulong window = (ulong)options.Window.Ticks * 100;

    /// <summary>Takes in an alert.</summary>
    public void Add(Alert alert)
    {
        lock (gate)
        {
            Close(alert.Time);
            if (alert.Key is not { } key)
            {
                deliver(alert);
            }
            else if (groups.TryGetValue(key, out var group))
            {
                group.Add(alert);
            }
            else if (groups.Count >= MaxGroups || bytes + SizeOf(alert) > options.MaxBytes)
            {
                deliver(alert);
            }
            else
            {
                bytes += SizeOf(alert);
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
            Close(0);
    }

    /// <summary>Lets the older half go on although their window is not over.</summary>
    /// <returns>How many groups those are.</returns>
    public int LetGo()
    {
        lock (gate)
        {
            int old = byAge.Count / 2;
            for (int i = 0; i < old; i++)
                CloseOldest();
            return old;
        }
    }

    /// <summary>Lets all go on.</summary>
    public void Flush()
    {
        lock (gate)
            while (byAge.Count > 0)
                CloseOldest();
    }

    /// <summary>Lets those go on whose window is over.</summary>
    /// <param name="now">Time of the latest alert, by which it is told in a replay. On a machine that is watched its clock may be set meanwhile.</param>
    private void Close(ulong now)
    {
        while (byAge.TryPeek(out var oldest) && (options.FollowsClock ? oldest.Group.Age > options.Window : now > oldest.Group.First.Time + window))
            CloseOldest();
    }

    private void CloseOldest()
    {
        var (key, group) = byAge.Dequeue();
        groups.Remove(key);
        bytes -= SizeOf(group.First);
        deliver(group.ToAlert(isJson));
    }

    private static int SizeOf(Alert alert) => alert.Line.Length + (alert.Object?.Length ?? 0) + alert.Key!.Length;
}
