using System.Globalization;

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

/// <summary>The sensor's own log: one line a message, <c>Tue Nov 24 04:01:13 2026: message</c>, on standard error.</summary>
/// <param name="output">Where lines go; null for nowhere.</param>
/// <param name="level">Least severe level that is written.</param>
/// <param name="iso8601">Whether times are ISO 8601 in UTC.</param>
public sealed class Log(TextWriter? output, LogLevel level, bool iso8601)
{
    private readonly Lock gate = new();

    /// <summary>Writes a line.</summary>
    public void Write(LogLevel severity, string message)
    {
        if (output is null || severity > level)
            return;
        var now = DateTimeOffset.Now;
        string time = iso8601
            ? now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss+0000", CultureInfo.InvariantCulture)
            : now.ToString("ddd MMM dd HH:mm:ss yyyy", CultureInfo.InvariantCulture);
        lock (gate)
            output.WriteLine($"{time}: {message}");
    }

    /// <summary>Writes an informational line.</summary>
    public void Info(string message) => Write(LogLevel.Info, message);

    /// <summary>Writes a warning.</summary>
    public void Warning(string message) => Write(LogLevel.Warning, message);

    /// <summary>Writes an error.</summary>
    public void Error(string message) => Write(LogLevel.Error, message);
}
