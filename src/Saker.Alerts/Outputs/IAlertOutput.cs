namespace Saker.Alerts.Outputs;

/// <summary>Somewhere that alerts go. Called from one worker thread only.</summary>
public interface IAlertOutput : IDisposable
{
    /// <summary>Name in messages about it.</summary>
    string Name { get; }

    /// <summary>Delivers one alert.</summary>
    void Write(Alert alert);

    /// <summary>Called when no alert is waiting: a buffering output lets go of what it holds.</summary>
    void Flush();
}
