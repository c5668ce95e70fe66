namespace Saker.Forwarder.Input.Logs;

/// <summary>A log that alerts are read from, and that remembers how far a group of readers has come.</summary>
internal interface IAlertLog
{
    /// <summary>The other end as it may be shown: without credentials.</summary>
    string Endpoint { get; }

    /// <summary>The hosts that it is on.</summary>
    IEnumerable<string> Hosts { get; }

    /// <summary>Looks whether it is there and lets one in. Nothing is read, and no other reader notices.</summary>
    Task TryAsync(CancellationToken stop);

    /// <summary>Connects as one of the readers of the group. When it returns, records come.</summary>
    Task<ILogReader> OpenAsync(CancellationToken stop);

    /// <summary>Whether an error of the client's library is one of those that are to be expected, and whose message may be shown.</summary>
    bool IsExpected(Exception error);
}
