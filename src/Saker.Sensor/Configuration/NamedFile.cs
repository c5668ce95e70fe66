namespace Saker.Sensor.Configuration;

/// <summary>Files that the configuration names, which a start looks for so that nobody learns of a mistake by the first alert.</summary>
internal static class NamedFile
{
    /// <summary>A file that is read; null when none is named.</summary>
    /// <exception cref="ConfigException">It is not there.</exception>
    public static string? ToRead(ConfigTree config, string key) => config.Text(key) is not { } path ? null
        : File.Exists(path) ? path
        : throw config.Error(key, $"there is no file {path}");

    /// <summary>A file that is written, and made where it is missing.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="key">The key that names it.</param>
    /// <param name="usual">The file where the key is missing.</param>
    /// <exception cref="ConfigException">It can be none.</exception>
    public static string ToWrite(ConfigTree config, string key, string usual)
    {
        string path = Beginning(config, key, usual);
        return Directory.Exists(path) ? throw config.Error(key, $"{path} is a directory; name a file") : path;
    }

    /// <summary>What the names of files begin with that are written.</summary>
    /// <inheritdoc cref="ToWrite"/>
    public static string Beginning(ConfigTree config, string key, string usual)
    {
        string path = config.Text(key) ?? usual;
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
            throw config.Error(key, "the name of a file is expected");
        string? directory = Path.GetDirectoryName(Path.GetFullPath(path));
        return directory is null || Directory.Exists(directory) ? path : throw config.Error(key, $"there is no directory {directory}; make it, or name another one");
    }
}
