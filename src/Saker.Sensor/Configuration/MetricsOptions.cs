namespace Saker.Sensor.Configuration;

/// <summary>Numbers about the sensor (<c>metrics</c>).</summary>
/// <param name="Enabled">Whether there are any, as snapshots and on the web server.</param>
/// <param name="Interval">Time between two snapshots.</param>
/// <param name="AsAlert">Snapshots are alerts of the rule <c>Falco internal: metrics snapshot</c>.</param>
/// <param name="File">Snapshots are appended to this file, a line each; empty for none.</param>
/// <param name="Families">Which numbers.</param>
/// <param name="InMegabytes">Whether snapshots give memory in megabytes instead of kilobytes.</param>
/// <param name="IncludeEmpty">Whether snapshots have the numbers that are 0.</param>
public sealed record MetricsOptions(
    bool Enabled, TimeSpan Interval, bool AsAlert, string File, MetricFamilies Families, bool InMegabytes, bool IncludeEmpty)
{
    private static readonly TimeSpan shortest = TimeSpan.FromMilliseconds(100);

    /// <summary>Reads the options out of a configuration.</summary>
    /// <exception cref="ConfigException">A value is wrong, or nobody would see the numbers.</exception>
    public static MetricsOptions From(ConfigTree config)
    {
        string text = config.Text("metrics.interval") ?? "1h";
        bool isEnabled = config.Bool("metrics.enabled", false);
        if (!ConfigDuration.TryParse(text, out var interval) || interval < shortest)
            throw config.Error("metrics.interval", $"expected a time of at least 100ms with its unit, as in 30s or 1h30m, not '{text}'");
        var options = new MetricsOptions(
            isEnabled, interval, config.Bool("metrics.output_rule", false), isEnabled && config.Text("metrics.output_file") is { Length: > 0 } ? NamedFile.ToWrite(config, "metrics.output_file", "") : "",
            ReadFamilies(config), config.Bool("metrics.convert_memory_to_mb", true), config.Bool("metrics.include_empty_values", false));
        bool isServed = config.Bool("webserver.enabled", false) && config.Bool("webserver.prometheus_metrics_enabled", false);
        if (isEnabled && !options.AsAlert && options.File.Length == 0 && !isServed)
            throw config.Error("metrics.enabled", "nobody would see the metrics; set metrics.output_rule, metrics.output_file, or webserver.enabled and webserver.prometheus_metrics_enabled");
        return options;
    }

    private static MetricFamilies ReadFamilies(ConfigTree config)
    {
        var families = MetricFamilies.None;
        Add("rules_counters_enabled", true, MetricFamilies.Rules);
        Add("resource_utilization_enabled", true, MetricFamilies.Resources);
        Add("state_counters_enabled", true, MetricFamilies.State);
        Add("kernel_event_counters_enabled", true, MetricFamilies.Kernel);
        Add("kernel_event_counters_per_cpu_enabled", false, MetricFamilies.KernelPerCpu);
        Add("libbpf_stats_enabled", true, MetricFamilies.Programs);
        Add("jemalloc_stats_enabled", false, MetricFamilies.Allocator);
        return families;

        void Add(string key, bool missing, MetricFamilies family)
        {
            if (config.Bool($"metrics.{key}", missing))
                families |= family;
        }
    }
}

/// <summary>Groups of numbers that are switched on and off together.</summary>
[Flags]
public enum MetricFamilies
{
    /// <summary>Only what is always there: versions, times, files.</summary>
    None = 0,
    /// <summary>Alerts by rule.</summary>
    Rules = 1,
    /// <summary>Processor time and memory, of the sensor and the machine.</summary>
    Resources = 2,
    /// <summary>What the state holds.</summary>
    State = 4,
    /// <summary>Events and losses.</summary>
    Kernel = 8,
    /// <summary>The same by processor.</summary>
    KernelPerCpu = 16,
    /// <summary>Runs of the probe's programs and the time they took, where the kernel counts them.</summary>
    Programs = 32,
    /// <summary>The memory allocator; here that of the runtime.</summary>
    Allocator = 64,
}
