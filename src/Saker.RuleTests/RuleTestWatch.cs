namespace Saker.RuleTests;

/// <summary>Runs tests again whenever something changes that they depend on.</summary>
public static class RuleTestWatch
{
    // Editors write a file in several steps.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(200);

    // The times of files are as coarse as the kernel's ticks.
    private static readonly TimeSpan Coarseness = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs until cancelled.</summary>
    /// <returns>Whether the latest run passed.</returns>
    public static bool Run(IReadOnlyList<string> paths, TextWriter output, CancellationToken stop)
    {
        using var changed = new ManualResetEventSlim();
        while (true)
        {
            changed.Reset();
            var began = DateTime.UtcNow - Coarseness;
            bool passed = RuleTestRun.Run(paths, output, out var dependencies);
            var watchers = Directories(paths, dependencies).Select(d => Watch(d, changed)).ToList();
            try
            {
                // What changed while the tests ran had nobody watching yet.
                if (!dependencies.Any(d => File.GetLastWriteTimeUtc(d) >= began))
                    changed.Wait(stop);
                while (!stop.WaitHandle.WaitOne(Settle) && changed.IsSet)
                    changed.Reset();
            }
            catch (OperationCanceledException)
            {
                return passed;
            }
            finally
            {
                watchers.ForEach(w => w.Dispose());
            }

            if (stop.IsCancellationRequested)
                return passed;
            output.WriteLine();
        }
    }

    private static IEnumerable<string> Directories(IEnumerable<string> paths, IEnumerable<string> dependencies) => dependencies
        .Select(d => Path.GetDirectoryName(d)!).Concat(paths.Where(Directory.Exists).Select(Path.GetFullPath)).Where(Directory.Exists).Distinct();

    private static FileSystemWatcher Watch(string directory, ManualResetEventSlim changed)
    {
        var watcher = new FileSystemWatcher(directory);
        watcher.Changed += (_, _) => changed.Set();
        watcher.Created += (_, _) => changed.Set();
        watcher.Deleted += (_, _) => changed.Set();
        watcher.Renamed += (_, _) => changed.Set();
        watcher.EnableRaisingEvents = true;
        return watcher;
    }
}
