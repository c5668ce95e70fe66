using System.Globalization;
using Saker.Containers;
using Saker.Kubernetes.Feeding;
using Saker.Sensor.Holding;

namespace Saker.Sensor.Configuration;

/// <summary>How it is found out about containers: <c>init_config</c> of the plugin that does so in Falco, and <c>saker.containers</c>.</summary>
/// <param name="Engines">Which engines are asked, and how.</param>
/// <param name="Hold">What is done with alerts meanwhile.</param>
/// <param name="Cluster">Where the watcher of the cluster is, as the plugin <c>k8smeta</c> says; null for nowhere.</param>
public sealed record ContainerSettings(ContainerOptions Engines, HoldOptions Hold, FeedOptions? Cluster)
{
    private static readonly (string Key, EngineApi Api)[] engines =
        [("docker", EngineApi.Docker), ("podman", EngineApi.Podman), ("cri", EngineApi.Cri), ("containerd", EngineApi.Containerd)];

    private static readonly EngineOptions[] none = [];

    /// <summary>Reads the settings.</summary>
    /// <exception cref="ConfigException">A value is wrong.</exception>
    public static ContainerSettings From(ConfigTree config)
    {
        var plugin = config.Maps("plugins").FirstOrDefault(p => p.Text("name") == "container")?.Nested("init_config") ?? ConfigTree.Empty();
        var usual = new ContainerOptions();
        return new ContainerSettings(
            usual with
            {
                Engines = [.. engines.Where(e => plugin.Bool($"engines.{e.Key}.enabled", true)).Select(e => Engine(plugin, e.Key, e.Api))],
                LabelMaxLength = (int)plugin.Number("label_max_len", usual.LabelMaxLength, 0, int.MaxValue),
                Deadline = TimeSpan.FromMilliseconds(config.Number("saker.containers.deadline_ms", (long)usual.Deadline.TotalMilliseconds, 1, 600_000)),
                HostRoot = Environment.GetEnvironmentVariable("HOST_ROOT")?.TrimEnd('/') ?? "",
            },
            HoldOptions.From(config),
            ReadCluster(config));
    }

    /// <summary>Whether two settings come to the same.</summary>
    public bool IsSameAs(ContainerSettings other) => Hold == other.Hold && Cluster == other.Cluster
        && Engines with { Engines = none } == other.Engines with { Engines = none }
        && Engines.Engines.Select(Text).SequenceEqual(other.Engines.Engines.Select(Text));

    private static FeedOptions? ReadCluster(ConfigTree config)
    {
        const int usualPort = 45000;
        var entry = config.Maps("plugins").FirstOrDefault(p => p.Text("name") == "k8smeta");
        if (entry is null || config.Texts("load_plugins")?.Contains("k8smeta") == false)
            return null;
        var plugin = entry.Nested("init_config");
        string host = plugin.Text("collectorHostname") ?? throw entry.Error("init_config", "collectorHostname is missing: where the cluster's metadata is to be had");
        string node = plugin.Text("nodeName") is { Length: > 0 } name ? name : Environment.MachineName;
        string authorities = plugin.Text("caPEMBundle") ?? "";
        long port = plugin.Number("collectorPort", usualPort, 1, ushort.MaxValue);
        return new FeedOptions(string.Create(CultureInfo.InvariantCulture, $"{(authorities.Length > 0 ? "https" : "http")}://{host}:{port}"), node, authorities);
    }

    private static EngineOptions Engine(ConfigTree plugin, string key, EngineApi kind) =>
        new(kind, plugin.Texts($"engines.{key}.sockets") ?? EngineOptions.Defaults.First(d => d.Api == kind).Sockets);

    private static string Text(EngineOptions engine) => $"{engine.Api} {string.Join(' ', engine.Sockets)}";
}
