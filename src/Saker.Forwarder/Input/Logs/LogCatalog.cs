using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;

namespace Saker.Forwarder.Input.Logs;

/// <summary>All kinds of logs that alerts are read from.</summary>
internal static class LogCatalog
{
    public static IReadOnlyList<LogDefinition> All { get; } = [KafkaLog.Definition, JetStreamLog.Definition, RedisLog.Definition];

    /// <summary>Their keys.</summary>
    public static IReadOnlyList<ConfigKey> Keys { get; } = [.. All.SelectMany(d => d.AllKeys)];

    /// <summary>Those that a configuration turns on.</summary>
    /// <exception cref="ForwarderConfigException">What would be read would go nowhere.</exception>
    public static IReadOnlyList<LogDefinition> EnabledIn(Settings settings)
    {
        List<LogDefinition> enabled = [.. All.Where(d => d.IsEnabled(settings))];
        if (enabled.Count > 0 && !DestinationCatalog.All.Any(d => d.IsEnabled(settings)))
            throw settings.Section(enabled[0].Path).Error(enabled[0].Required[0], "what is read would be lost, as no output is configured");
        return enabled;
    }

    /// <summary>Sees to it that a sensor's own forwarder reads no log: each sensor would be given a share of the alerts of all.</summary>
    /// <exception cref="ForwarderConfigException">It is to read one.</exception>
    public static void RefuseWithinSensor(Settings settings)
    {
        if (Keys.FirstOrDefault(k => settings.Root.IsSet(k.Path)) is { } key)
            throw settings.Root.Error(key.Path, "a sensor reads no log; let a forwarder of its own (saker forward) do so");
    }
}
