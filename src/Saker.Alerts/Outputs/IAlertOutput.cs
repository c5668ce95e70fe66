namespace Saker.Alerts.Outputs;

/// <summary>Somewhere that alerts go. Called from one thread only, which may be kept waiting: no other output waits with it.</summary>
public interface IAlertOutput : IDisposable
{
    /// <summary>Name in messages, counters and the spool.</summary>
    string Name { get; }

    /// <summary>Delivers one alert; when it returns, whoever is at the other end has it.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="stop">Asked for when the sensor does not wait any longer.</param>
    /// <exception cref="DeliveryException">It was not delivered.</exception>
    /// <exception cref="IOException">It was not delivered, and may be later.</exception>
    void Write(Alert alert, CancellationToken stop);

    /// <summary>Lets go of the file, process or connection, and takes it up again with the next alert.</summary>
    void Reopen();
}
