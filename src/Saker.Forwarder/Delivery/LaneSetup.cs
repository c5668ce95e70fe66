using Saker.Alerts.Spooling;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;
using Saker.Forwarder.Routing;

namespace Saker.Forwarder.Delivery;

/// <summary>Makes the outputs that the configuration turns on.</summary>
internal sealed class LaneSetup(Settings settings, Action<string> log)
{
    private readonly string? spools = SpoolDirectory(settings.Root, log);

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
            definition.Path, destination, route, Backlog(definition.Path), new DeadLetters(dead), section.Number("maxconcurrentrequests"), log, TimeProvider.System);
    }

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
            return new SpoolBacklog(spool, why => log($"output {name}: {why}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForwarderConfigException($"spool.directory: {directory} cannot be used: {e.Message}; is another forwarder running?", e);
        }
    }

    /// <summary>The directory of spools; null for none, also when the usual one cannot be made and nobody asked for it.</summary>
    private static string? SpoolDirectory(Section root, Action<string> log)
    {
        string directory = root.Text("spool.directory");
        if (directory.Length == 0)
            return null;
        try
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return directory;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (root.IsSet("spool.directory"))
                throw root.Error("spool.directory", $"{directory} cannot be made: {e.Message}");
            log($"{directory} cannot be made: {e.Message}; alerts wait in memory only (set spool.directory)");
            return null;
        }
    }
}
