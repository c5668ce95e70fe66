using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Delivery;

/// <summary>What waits for one output, first in, first out.</summary>
internal interface IBacklog : IDisposable
{
    /// <summary>How many alerts wait.</summary>
    long Count { get; }

    /// <summary>Adds an alert. When it returns true, the alert is as safe as this kind of backlog can make it.</summary>
    bool TryAdd(QueuedAlert alert);

    /// <summary>The alerts that wait longest; empty when none does.</summary>
    IReadOnlyList<ForwardedAlert> Peek(int most);

    /// <summary>What <see cref="Peek"/> gave last is done with.</summary>
    void Acknowledge();
}

/// <summary>An alert on its way into backlogs, with the bytes that are kept of it.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="Payload">The same in JSON.</param>
internal sealed record QueuedAlert(ForwardedAlert Alert, ReadOnlyMemory<byte> Payload);
