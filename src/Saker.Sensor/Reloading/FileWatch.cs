namespace Saker.Sensor.Reloading;

/// <summary>Tells when one of some files, or something in one of some directories, changes.</summary>
internal sealed class FileWatch : IDisposable
{
    private readonly List<FileSystemWatcher> watchers = [];

    /// <summary>Begins to watch; what cannot be watched is named in the log.</summary>
    /// <param name="paths">Files, which may be replaced or appear later, and directories.</param>
    /// <param name="changed">Called for each change, from any thread.</param>
    /// <param name="log">Where it is said what is not watched.</param>
    public FileWatch(IEnumerable<string> paths, Action changed, Log log)
    {
        foreach (var folder in paths.Select(Path.GetFullPath).GroupBy(p => Directory.Exists(p) ? p : Path.GetDirectoryName(p)!))
        {
            string[] names = folder.Contains(folder.Key) ? [] : [.. folder.Select(p => Path.GetFileName(p)!)];
            try
            {
                Add(folder.Key, names, changed);
            }
            catch (Exception e) when (e is IOException or ArgumentException)
            {
                log.Warning($"changes in {folder.Key} are not noticed: {e.Message}");
            }
        }
    }

    public void Dispose() => watchers.ForEach(w => w.Dispose());

    private void Add(string folder, string[] names, Action changed)
    {
        var watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite };
        watcher.Changed += (_, e) => Tell(e.Name);
        watcher.Created += (_, e) => Tell(e.Name);
        watcher.Deleted += (_, e) => Tell(e.Name);
        watcher.Renamed += (_, e) => Tell(e.Name);
        watcher.EnableRaisingEvents = true;
        watchers.Add(watcher);

        // The files of a mounted ConfigMap are links into a directory whose name begins with two dots, and which is replaced as a whole.
        void Tell(string? name)
        {
            if (names.Length == 0 || name is null || names.Contains(name) || name.StartsWith("..", StringComparison.Ordinal))
                changed();
        }
    }
}
