using Saker.Rules;
using Saker.Sensor.Budgets;
using Saker.Sensor.Configuration;
using Saker.Sensor.Rules;

namespace Saker.Sensor.Reloading;

/// <summary>
/// Reads configuration and rules anew when it is asked to or when their files change, beside the events: what cannot be used leaves
/// everything as it is.
/// </summary>
internal sealed class Reloader : IDisposable
{
    /// <summary>Files are often written in several steps; it is waited until nothing has changed for that long.</summary>
    private static readonly TimeSpan quiet = TimeSpan.FromMilliseconds(100);

    private readonly Func<(SensorOptions Options, LoadedRules Rules)> load;
    private readonly ReloadEffects effects;
    private readonly Log log;
    private readonly SemaphoreSlim asked = new(0);
    private readonly Lock gate = new();
    private readonly Thread worker;
    private FileWatch? watch;
    private volatile bool stopping;

    /// <summary>Starts to wait.</summary>
    /// <param name="options">What is in force.</param>
    /// <param name="load">Reads what is to take its place; a <see cref="ConfigException"/> says why it cannot be used.</param>
    /// <param name="effects">What then changes.</param>
    /// <param name="log">Where it is said how it went.</param>
    public Reloader(SensorOptions options, Func<(SensorOptions Options, LoadedRules Rules)> load, ReloadEffects effects, Log log)
    {
        this.load = load;
        this.effects = effects;
        this.log = log;
        Watch(options);
        worker = new Thread(Work) { Name = "reload", IsBackground = true };
        worker.Start();
    }

    /// <summary>Asks for it; may be called from any thread.</summary>
    public void Ask()
    {
        lock (gate)
        {
            if (!stopping)
                asked.Release();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            stopping = true;
            asked.Release();
        }

        worker.Join();
        watch?.Dispose();
        asked.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            asked.Wait();
            while (!stopping && asked.Wait(quiet))
            {
            }

            if (stopping)
                return;
            Load();
        }
    }

    private void Load()
    {
        try
        {
            effects.Begin();
            LoadBrake.Within(HeapLimit.LeaveRoom, Exchange);
        }
        catch (Exception e) when (e is ConfigException or IOException or UnauthorizedAccessException)
        {
            log.Error($"what was read anew cannot be used, and the former configuration stays in force: {e.Message}");
            effects.Fail(e.Message);
        }
        catch (OutOfMemoryException)
        {
            log.Error($"what was read anew stays unused, and the former configuration in force: {HeapLimit.Exhausted()}");
            effects.Fail(HeapLimit.Exhausted());
        }
    }

    private void Exchange()
    {
        var (options, rules) = load();
        effects.Put(options, rules, Judgement.Of(options, rules));
        log.Info($"configuration and rules were read anew: {rules.Enabled.Count} rules are in force");
        Watch(options);
    }

    private void Watch(SensorOptions options)
    {
        var former = watch;
        watch = options.WatchesFiles ? Begin(options) : null;
        // Last, so that there is always one that notices.
        former?.Dispose();
    }

    private FileWatch Begin(SensorOptions options)
    {
        string[] paths = [.. options.ConfigFiles, .. options.RulesFiles, .. options.MissingRulesFiles.Where(p => Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(p))))];
        var begun = new FileWatch(paths, Ask, log);
        // What changed between reading and watching nobody has told of.
        if (paths.Any(p => File.GetLastWriteTimeUtc(p) > options.ReadAt))
            Ask();
        return begun;
    }
}
