using System.Globalization;
using Saker.Sensor.Configuration;

namespace Saker.Cli.Commands;

/// <summary>The file that tells others which process a sensor is; gone when the process ends well.</summary>
internal sealed class ProcessIdFile : IDisposable
{
    private readonly string path;

    private ProcessIdFile(string path) => this.path = path;

    /// <summary>Writes this process's id.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static ProcessIdFile Write(string path)
    {
        File.WriteAllText(path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
        return new ProcessIdFile(path);
    }

    /// <summary>Reads the id of another.</summary>
    /// <exception cref="ConfigException">There is none in it.</exception>
    public static int Read(string path) =>
        int.TryParse(File.ReadAllText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int process) && process > 0 ? process
            : throw new ConfigException($"{path} holds no process id");

    public void Dispose() => File.Delete(path);
}
