using System.Globalization;
using Saker.Sensor.Configuration;

namespace Saker.Cli.Commands;

/// <summary>The file that tells others which process a sensor is; gone when the process ends well.</summary>
internal sealed class ProcessIdFile : IDisposable
{
    // More than any id has digits.
    private const int MaxLength = 64;

    private readonly string path;

    private ProcessIdFile(string path) => this.path = path;

    /// <summary>Writes this process's id.</summary>
    /// <exception cref="ConfigException">It cannot be written.</exception>
    public static ProcessIdFile Write(string path)
    {
        try
        {
            File.WriteAllText(path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            return new ProcessIdFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConfigException($"--pidfile {path}: the process id cannot be written there: {e.Message}", e);
        }
    }

    /// <summary>Reads the id of another.</summary>
    /// <exception cref="ConfigException">There is none in it.</exception>
    public static int Read(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var text = new char[MaxLength];
            int length = reader.ReadBlock(text);
            return int.TryParse(text.AsSpan(0, length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int process) && process > 0 ? process
                : throw new ConfigException($"{path} holds no process id");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConfigException($"--pidfile {path}: no process id can be read there: {e.Message}", e);
        }
    }

    public void Dispose() => File.Delete(path);
}
