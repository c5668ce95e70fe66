namespace Saker.Alerts.Metrics;

/// <summary>One number about a running program.</summary>
/// <param name="Name">Name for Prometheus. It ends in <c>_total</c> for what only grows, in <c>_info</c> for texts, which are labels.</param>
/// <param name="Help">What it says.</param>
/// <param name="Value">The number, in the unit of the name; 1 for texts.</param>
/// <param name="Labels">Names and values that tell it from others of the name.</param>
public sealed record Metric(string Name, string Help, double Value, params (string Name, string Value)[] Labels)
{
    /// <summary>Whether it only ever grows.</summary>
    public bool IsCounter => Name.EndsWith("_total", StringComparison.Ordinal);

    /// <summary>Its key in snapshots; null when it is not in them.</summary>
    public string? Key { get; init; }

    /// <summary>Its value in snapshots: a text, a long or a double; <see cref="Value"/> when null.</summary>
    public object? KeyValue { get; init; }
}
