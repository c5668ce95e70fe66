namespace Saker.Sensor;

/// <summary>Severity of a log line, most severe first.</summary>
public enum LogLevel
{
    /// <summary>The machine is unusable.</summary>
    Emergency,
    /// <summary>Act at once.</summary>
    Alert,
    /// <summary>A part failed.</summary>
    Critical,
    /// <summary>Something failed.</summary>
    Error,
    /// <summary>Something may fail.</summary>
    Warning,
    /// <summary>Normal, but worth noticing.</summary>
    Notice,
    /// <summary>What is going on.</summary>
    Info,
    /// <summary>For whoever debugs.</summary>
    Debug,
}
