namespace Saker.Sensor.Configuration;

/// <summary>Keys that are taken and change nothing, since what they are about is not there. Whoever sets one to something else than is usual is told.</summary>
public static class IdleKeys
{
    private static readonly (string Key, string Usual, string Why)[] all =
    [
        ("buffered_outputs", "false", "each alert is written as it comes"),
        ("engine.modern_ebpf.cpus_for_each_buffer", "2", "each processor has a buffer of its own"),
        ("engine.modern_ebpf.disable_iterators", "false", "what runs already is asked of the kernel alone"),
        ("metrics.kernel_iter_event_counters_enabled", "true", "events of the picture at the start are counted with all others"),
        ("metrics.plugins_metrics_enabled", "true", "no plugin is loaded that counts"),
        ("plugins_hostinfo", "true", "no plugin is loaded that asks for the host"),
    ];

    /// <summary>What to say of those that a configuration sets.</summary>
    /// <exception cref="ConfigException">A value is none.</exception>
    public static IEnumerable<string> Oddities(ConfigTree config)
    {
        foreach (var (key, usual, why) in all)
        {
            if (config.Text(key) is { } value && !string.Equals(value, usual, StringComparison.OrdinalIgnoreCase))
                yield return $"{key} has no effect: {why}";
        }

        foreach (var plugin in config.Maps("plugins"))
        {
            if (plugin.Text("open_params") is { Length: > 0 })
                yield return "plugins.open_params has no effect: no plugin is loaded that events come from";
        }
    }
}
