using System.Diagnostics.CodeAnalysis;
using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Delivery;

/// <summary>What waits for one output, first in, first out.</summary>
internal interface IBacklog : IDisposable
{
    /// <summary>How many alerts wait.</summary>
    long Count { get; }

    /// <summary>When the alert that waits longest came in; null when none waits.</summary>
    DateTimeOffset? OldestSince { get; }

    /// <summary>Whether what waits outlives the process.</summary>
    bool IsLasting { get; }

    /// <summary>Adds an alert. When it returns true, the alert is as safe as this kind of backlog can make it.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="why">Why it could not be added.</param>
    bool TryAdd(QueuedAlert alert, [NotNullWhen(false)] out string? why);

    /// <summary>Has what was added brought onto the disk itself, where there is one; any thread may ask.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    void Sync()
    {
    }

    /// <summary>The alerts that wait longest.</summary>
    /// <exception cref="IOException">The disk does not give them back.</exception>
    WaitingAlerts Peek(int most);

    /// <summary>What <see cref="Peek"/> gave last is done with.</summary>
    /// <exception cref="IOException">That could not be noted: the next run will find it again.</exception>
    void Acknowledge();
}

/// <summary>The front of a backlog.</summary>
/// <param name="Alerts">The alerts, in order.</param>
/// <param name="Unreadable">What lay between them and is no alert, as it was found.</param>
internal sealed record WaitingAlerts(IReadOnlyList<ForwardedAlert> Alerts, IReadOnlyList<ReadOnlyMemory<byte>> Unreadable)
{
    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => Alerts.Count == 0 && Unreadable.Count == 0;
}

/// <summary>An alert on its way into backlogs, with the bytes that are kept of it.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="Payload">The same in JSON.</param>
/// <param name="Arrived">When it came in.</param>
internal sealed record QueuedAlert(ForwardedAlert Alert, ReadOnlyMemory<byte> Payload, DateTimeOffset Arrived);
