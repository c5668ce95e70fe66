using Saker.Alerts.Metrics;

namespace Saker.Alerts.Outputs;

/// <summary>Somewhere that alerts go. Called from one thread only, which may be kept waiting: no other output waits with it.</summary>
public interface IAlertOutput : IDisposable
{
    /// <summary>Name in messages, counters and the spool.</summary>
    string Name { get; }

    /// <summary>Whether it is given alerts as whole JSON objects, whatever shape others get them in.</summary>
    bool TakesObjects => false;

    /// <summary>Numbers that it alone has; any thread may ask.</summary>
    IEnumerable<Metric> Metrics => [];

    /// <summary>
    /// Called once before the first alert comes; what it takes the place of has been disposed of by then. What goes wrong is said when an alert comes.
    /// </summary>
    void Start()
    {
    }

    /// <summary>Delivers one alert; when it returns, whoever is at the other end has it.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="stop">Asked for when the sensor does not wait any longer.</param>
    /// <exception cref="DeliveryException">It was not delivered.</exception>
    /// <exception cref="IOException">It was not delivered, and may be later.</exception>
    void Write(Alert alert, CancellationToken stop);

    /// <summary>Lets go of the file, process or connection, and takes it up again with the next alert.</summary>
    void Reopen();
}
