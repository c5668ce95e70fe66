namespace Saker.Forwarder.Input.Logs;

/// <summary>
/// A connection to a log as one of the readers of a group. What it has read is its own until it is acknowledged; what it leaves unacknowledged, the log
/// gives to another reader. After an error it is of no more use.
/// </summary>
internal interface ILogReader : IAsyncDisposable
{
    /// <summary>How many records the group has not read yet, as far as this reader knows; null when it does not.</summary>
    long? Lag { get; }

    /// <summary>Reads what comes next, in the order of the log; all that was read before is acknowledged.</summary>
    /// <returns>Nothing when nothing has come for a moment.</returns>
    Task<IReadOnlyList<LogRecord>> ReadAsync(CancellationToken stop);

    /// <summary>Tells the log that records are not forgotten, though they are not acknowledged yet.</summary>
    /// <param name="waiting">The records.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Those of them that are this reader's still.</returns>
    Task<IReadOnlyList<LogRecord>> KeepAsync(IReadOnlyList<LogRecord> waiting, CancellationToken stop);

    /// <summary>Acknowledges records: nobody of the group reads them again.</summary>
    /// <param name="taken">The records: the first ones of those that were read and not acknowledged.</param>
    /// <param name="stop">Ends it.</param>
    Task AcknowledgeAsync(IReadOnlyList<LogRecord> taken, CancellationToken stop);
}
