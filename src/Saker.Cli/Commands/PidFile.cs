using System.Globalization;

namespace Saker.Cli.Commands;

/// <summary>The file that tells others which process this is; gone when the process ends well.</summary>
internal sealed class PidFile : IDisposable
{
    private readonly string path;

    private PidFile(string path) => this.path = path;

    /// <exception cref="IOException">It cannot be written.</exception>
    public static PidFile Write(string path)
    {
        File.WriteAllText(path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
        return new PidFile(path);
    }

    public void Dispose() => File.Delete(path);
}
