using System.Text.Json;

namespace Saker.Deploy.Tests;

/// <summary>The dashboard of the repository.</summary>
internal static class Dashboard
{
    /// <summary>Its file.</summary>
    public const string File = "deploy/grafana/saker.json";

    /// <summary>What its panels ask Prometheus for, with Grafana's variables.</summary>
    public static IReadOnlyList<string> Queries()
    {
        using var dashboard = JsonDocument.Parse(Places.Read(File));
        return [.. dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .Where(p => p.TryGetProperty("targets", out _))
            .SelectMany(p => p.GetProperty("targets").EnumerateArray()).Select(t => t.GetProperty("expr").GetString()!)];
    }

    /// <summary>A query with values for the variables.</summary>
    /// <param name="query">The query.</param>
    /// <param name="interval">What rates are taken over, as in <c>5m</c>.</param>
    public static string Filled(string query, string interval) => query.Replace("$__rate_interval", interval, StringComparison.Ordinal)
        .Replace("$__range", "1h", StringComparison.Ordinal).Replace("$instance", ".*", StringComparison.Ordinal);
}
