using System.Text.RegularExpressions;

namespace Saker.Deploy.Tests;

/// <summary>The names of all metrics that the program exports, as its sources and the sensor's own list have them.</summary>
internal static partial class MetricNames
{
    /// <summary>Where names are put together: the source, how a name's part is recognised, and what it begins with.</summary>
    private static readonly (string Source, string Part, string Prefix)[] places =
    [
        ("src/Saker.Sensor/Metrics/AgentMetrics.cs", "\"(saker_[a-z_]+)\"", ""),
        ("src/Saker.Sensor/Metrics/RuleMetrics.cs", "\"((?:saker|falcosecurity)_[a-z_]+)\"", ""),
        ("src/Saker.Sensor/Metrics/KernelMetrics.cs", "\"(saker_[a-z_]+)\"", ""),
        ("src/Saker.Sensor/Metrics/ResourceMetrics.cs", "\"(saker_[a-z_]+)\"", ""),
        ("src/Saker.Sensor/Metrics/OutputMetrics.cs", "Of\\(output, \"([a-z_]+)\"", "saker_output_"),
        ("src/Saker.Sensor/Metrics/OutputMetrics.cs", "\"(saker_[a-z_]+)\"", ""),
        ("src/Saker.Sensor/Metrics/ContainerMetrics.cs", "Number\\(\"([a-z_]+)\"", "saker_"),
        ("src/Saker.Forwarder/Metrics/ForwarderMetrics.cs", "\\{Falcosidekick\\}_([a-z_]+)\"", "falcosecurity_falcosidekick_"),
        ("src/Saker.Forwarder/Metrics/ForwarderMetrics.cs", "Lane\\(\"([a-z_]+)\"", "saker_forward_"),
        ("src/Saker.Forwarder/Input/Logs/LogInput.cs", "Of\\(\"([a-z_]+)\"", "saker_forward_input_"),
        ("src/Saker.Kubernetes/Serving/MetadataServer.cs", "Add\\(\"([a-z_]+)\"", "saker_k8s_"),
    ];

    /// <summary>All names. Those of the state's own counters end as counters do.</summary>
    public static IReadOnlySet<string> Exported() => places
        .SelectMany(p => Regex.Matches(Places.Read(p.Source), p.Part).Select(m => p.Prefix + m.Groups[1].Value))
        .Concat(Places.Read("tests/Saker.EndToEnd.Tests/Golden/metrics.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        .Concat(Regex.Matches(Places.Read("src/Saker.State/MachineState.cs"), "new\\(\"(n_[a-z_]+)\", .*, true\\)").Select(m => $"saker_state_{m.Groups[1].Value}_total"))
        .ToHashSet();

    /// <summary>The names that a query asks for.</summary>
    public static IEnumerable<string> In(string query) => Name().Matches(query).Select(m => m.Value);

    [GeneratedRegex("\\b(?:falcosecurity|saker)_[a-z0-9_]+\\b(?![.(])")]
    private static partial Regex Name();
}
