using Saker.Alerts;
using Saker.Alerts.Spooling;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;
using Saker.Forwarder.Routing;

namespace Saker.Forwarder.Delivery;

/// <summary>
/// Makes the outputs that the configuration turns on, in two steps: all that can be wrong with the configuration is found in the first, and only the
/// second takes what two cannot have at a time.
/// </summary>
internal sealed class LaneSetup : IAsyncDisposable
{
    private readonly Settings settings;
    private readonly Action<string> log;
    private readonly string? spools;
    private readonly List<PlannedLane> planned = [];
    private bool isOpen;

    /// <summary>Plans them.</summary>
    /// <exception cref="ForwarderConfigException">One cannot be made of what is configured.</exception>
    public LaneSetup(Settings settings, Action<string> log)
    {
        this.settings = settings;
        this.log = log;
        spools = SpoolDirectory(settings.Root);
        foreach (var definition in DestinationCatalog.All.Where(d => d.IsEnabled(settings)))
        {
            var section = settings.Section(definition.Path);
            planned.Add(new PlannedLane(definition.Path, Route.Of(section), Options(section), definition.Create(new DestinationContext(section, settings.Root))));
        }
    }

    /// <summary>Opens their spools; from then on destinations and spools are the lanes' own.</summary>
    /// <exception cref="ForwarderConfigException">A spool cannot be opened; none is.</exception>
    public IReadOnlyList<DeliveryLane> Open()
    {
        List<IBacklog> backlogs = [];
        try
        {
            foreach (var lane in planned)
                backlogs.Add(Backlog(lane.Name));
        }
        catch
        {
            backlogs.ForEach(b => b.Dispose());
            throw;
        }

        isOpen = true;
        return [.. planned.Zip(backlogs, (lane, backlog) => new DeliveryLane(lane.Name, lane.Destination, lane.Route, backlog, Letters(lane.Name, limited: false), lane.Options, log, SteadyClock.Instance))];
    }

    /// <summary>The file of dead letters of an output or input.</summary>
    /// <param name="name">Its place in the configuration.</param>
    /// <param name="limited">Whether it may be no larger than a spool.</param>
    public DeadLetters Letters(string name, bool limited) => new(spools is null ? null : Path.Combine(spools, $"{name}.dead.jsonl"), limited ? MaxBytes : long.MaxValue);

    /// <summary>Lets go of destinations that were never opened.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var lane in isOpen ? [] : planned)
            await lane.Destination.DisposeAsync().ConfigureAwait(false);
    }

    private long MaxBytes => settings.Root.Number("spool.maxmegabytes") * 1024L * 1024;

    private LaneOptions Options(Section section) => new(
        Math.Max(section.Number("maxconcurrentrequests"), 1), Math.Max(settings.Root.Number("delivery.attempts"), 1), settings.Root.Flag("debug"),
        SummarisingLimit.Of(section, SteadyClock.Instance));

    private IBacklog Backlog(string name)
    {
        if (spools is null)
            return new MemoryBacklog(settings.Root.Number("queue.capacity"));
        string directory = Path.Combine(spools, name);
        try
        {
            var spool = Spool.Open(directory, MaxBytes);
            foreach (string damage in spool.Damaged)
                log($"output {name}: its spool is damaged: {damage}");
            if (spool.Count > 0)
                log($"output {name}: {spool.Count} alerts wait since the last run");
            return new SpoolBacklog(spool);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForwarderConfigException($"spool.directory: {directory} cannot be used: {e.Message}; is another forwarder running?", e);
        }
    }

    /// <summary>The directory of spools; null when none is wanted.</summary>
    private static string? SpoolDirectory(Section root)
    {
        string directory = root.Text("spool.directory");
        if (directory.Length == 0 || directory.Equals("none", StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return directory;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw root.Error("spool.directory", $"{directory} cannot be made: {e.Message}; name a directory that can be written, or none to keep "
                + "alerts in memory, where they are lost with the process");
        }
    }

    /// <summary>An output that is not open yet.</summary>
    private sealed record PlannedLane(string Name, Route Route, LaneOptions Options, IDestination Destination);
}
