namespace Saker.Alerts.Outputs;

/// <summary>What became of the alerts for one output so far.</summary>
/// <param name="Name">Name of the output.</param>
/// <param name="Delivered">Alerts it took.</param>
/// <param name="Lost">Alerts that are gone: there was no room, or it refused them for good.</param>
/// <param name="Spooled">Alerts that were put on disk, whatever became of them then.</param>
/// <param name="Retried">Deliveries that failed and were tried again.</param>
/// <param name="InMemory">Alerts that wait in memory, the one that is being delivered included.</param>
/// <param name="OnDisk">Alerts that wait on disk.</param>
public sealed record OutputCounts(string Name, long Delivered, long Lost, long Spooled, long Retried, long InMemory, long OnDisk)
{
    /// <summary>Alerts that wait.</summary>
    public long Waiting => InMemory + OnDisk;
}
