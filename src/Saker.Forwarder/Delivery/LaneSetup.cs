using Saker.Alerts.Spooling;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;
using Saker.Forwarder.Routing;

namespace Saker.Forwarder.Delivery;

/// <summary>Makes the outputs that the configuration turns on.</summary>
internal sealed class LaneSetup(Settings settings, Action<string> log)
{
    private readonly string? spools = SpoolDirectory(settings.Root);

    /// <summary>Makes them.</summary>
    /// <exception cref="ForwarderConfigException">One cannot be made of what is configured.</exception>
    public IReadOnlyList<DeliveryLane> Create() => [.. DestinationCatalog.All.Where(d => d.IsEnabled(settings)).Select(Lane)];

    private DeliveryLane Lane(DestinationDefinition definition)
    {
        var section = settings.Section(definition.Path);
        var route = Route.Of(section);
        var destination = definition.Create(new DestinationContext(section, settings.Root));
        string? dead = spools is null ? null : Path.Combine(spools, $"{definition.Path}.dead.jsonl");
        return new DeliveryLane(
            definition.Path, destination, route, Backlog(definition.Path), new DeadLetters(dead), Options(section), log, TimeProvider.System);
    }

    private LaneOptions Options(Section section) => new(
        Math.Max(section.Number("maxconcurrentrequests"), 1), Math.Max(settings.Root.Number("delivery.attempts"), 1), settings.Root.Flag("debug"),
        SummarisingLimit.Of(section, TimeProvider.System));

    private IBacklog Backlog(string name)
    {
        if (spools is null)
            return new MemoryBacklog(settings.Root.Number("queue.capacity"));
        string directory = Path.Combine(spools, name);
        try
        {
            var spool = Spool.Open(directory, settings.Root.Number("spool.maxmegabytes") * 1024L * 1024);
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
}
