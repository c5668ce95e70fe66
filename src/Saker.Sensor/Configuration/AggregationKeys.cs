using Saker.Alerts.Aggregation;
using Saker.Fields;

namespace Saker.Sensor.Configuration;

/// <summary>Which alerts become one (<c>saker.aggregation</c>).</summary>
internal static class AggregationKeys
{
    private const string Keys = "saker.aggregation.keys";

    /// <summary>Reads the options out of a configuration; null when each alert stands for itself.</summary>
    /// <exception cref="ConfigException">A value is wrong.</exception>
    public static AggregationOptions? Read(ConfigTree config, bool isLive, HeapOptions heap) => config.Number("saker.aggregation.window_s", 0, 0, 86_400) is > 0 and var seconds
        ? new AggregationOptions(TimeSpan.FromSeconds(seconds), config.Texts(Keys) ?? [], isLive, heap.AggregatesBytes) : null;

    /// <summary>Sees to it that every key is a field.</summary>
    /// <exception cref="ConfigException">One is not.</exception>
    public static void Check(AggregationOptions options, IFieldCatalog catalog)
    {
        foreach (string key in options.Keys)
        {
            int bracket = key.IndexOf('[', StringComparison.Ordinal);
            string name = bracket < 0 ? key : key[..bracket];
            if (catalog.Bind(name, bracket < 0 ? null : key[(bracket + 1)..].TrimEnd(']'), out string? error) is null)
                throw new ConfigException($"{Keys}: '{key}' is no field: {error}");
        }
    }
}
