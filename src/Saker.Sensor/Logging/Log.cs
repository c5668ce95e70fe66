using System.Globalization;
using Saker.Sensor.Configuration;

namespace Saker.Sensor;

/// <summary>
/// The sensor's own log: one line a message, <c>Tue Nov 24 04:01:13 2026: message</c>, on standard error, and without the time in the
/// system's log.
/// </summary>
public sealed class Log : IDisposable
{
    private readonly Lock gate = new();
    private readonly TextWriter output;
    private readonly SystemLog system = new("saker");
    private volatile LogOptions options;

    /// <summary>Opens the log.</summary>
    /// <param name="options">Where lines go, and which.</param>
    /// <param name="output">What standard error is.</param>
    public Log(LogOptions options, TextWriter output)
    {
        this.options = options;
        this.output = output;
    }

    /// <summary>Where lines go, and which; may be changed at any time.</summary>
    public LogOptions Options
    {
        get => options;
        set => options = value;
    }

    /// <summary>Writes a line.</summary>
    public void Write(LogLevel severity, string message)
    {
        var (standardError, syslog, level, iso8601, _) = options;
        if (severity > level)
            return;
        var now = DateTimeOffset.Now;
        string time = iso8601
            ? now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss+0000", CultureInfo.InvariantCulture)
            : now.ToString("ddd MMM dd HH:mm:ss yyyy", CultureInfo.InvariantCulture);
        lock (gate)
        {
            if (standardError)
                output.WriteLine($"{time}: {message}");
            if (syslog)
                system.Write(severity, message);
        }
    }

    /// <summary>Writes an informational line.</summary>
    public void Info(string message) => Write(LogLevel.Info, message);

    /// <summary>Writes a warning.</summary>
    public void Warning(string message) => Write(LogLevel.Warning, message);

    /// <summary>Writes an error.</summary>
    public void Error(string message) => Write(LogLevel.Error, message);

    /// <summary>Writes a line about the probe and what loads it, if such lines are wanted.</summary>
    public void Library(LogLevel severity, string message)
    {
        if (HearsLibraries(severity))
            Write(severity, $"[libs]: {message}");
    }

    /// <summary>Whether a line about the probe and what loads it would be written.</summary>
    public bool HearsLibraries(LogLevel severity) => severity <= options.Libraries && severity <= options.Level;

    /// <inheritdoc/>
    public void Dispose() => system.Dispose();
}
