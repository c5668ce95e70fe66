using System.Text.Json;
using Saker.EndToEnd.Tests.Fixture;
using Saker.Forwarder.Tests.Servers;

namespace Saker.EndToEnd.Tests;

/// <summary>Keys of the configuration that choose numbers.</summary>
[Collection(nameof(OwnSensor))]
public class MetricsKeyTests
{
    /// <summary>Keys, what each is when it is absent, and a number that it switches.</summary>
    private static readonly (string Key, bool Usual, string Number)[] families =
    [
        ("metrics.rules_counters_enabled", true, "falcosecurity_falco_rules_matches_total"),
        ("metrics.resource_utilization_enabled", true, "falcosecurity_falco_memory_rss_bytes"),
        ("metrics.state_counters_enabled", true, "falcosecurity_scap_n_threads"),
        ("metrics.kernel_event_counters_enabled", true, "falcosecurity_scap_n_evts_total"),
        ("metrics.kernel_event_counters_per_cpu_enabled", false, "falcosecurity_scap_n_evts_cpu_total"),
        ("metrics.jemalloc_stats_enabled", false, "saker_heap_committed_bytes"),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Families_are_switched_on_and_off(bool inverted)
    {
        string[] switches = inverted ? [.. families.SelectMany(f => new[] { "-o", $"{f.Key}={(f.Usual ? "false" : "true")}" })] : [];
        int port = LoopbackPort.Free();
        using var sensor = OwnSensor.Start(
            $"metrics: {{enabled: true}}\nwebserver: {{enabled: true, listen_address: 127.0.0.1, listen_port: {port}, prometheus_metrics_enabled: true}}", arguments: switches);
        sensor.WaitForLog("web server listens");
        sensor.Plant("a");
        sensor.WaitForAlert("/planted-a");
        using var client = new HttpClient();
        string text = await client.GetStringAsync($"http://127.0.0.1:{port}/metrics", TestContext.Current.CancellationToken);
        foreach (var (key, usual, number) in families)
            text.Contains(number, StringComparison.Ordinal).Should().Be(usual != inverted, key);
    }

    [Theory]
    [InlineData("metrics: {enabled: true, interval: 200ms, output_rule: true}", "falco.memory_rss_mb")]
    [InlineData("metrics: {enabled: true, interval: 200ms, output_rule: true, convert_memory_to_mb: false}", "falco.memory_rss_kb")]
    public void Snapshots_tell_memory_in_the_unit_that_is_asked_for(string config, string expected)
    {
        using var sensor = OwnSensor.Start($"json_output: true\n{config}");
        var fields = JsonDocument.Parse(sensor.WaitForAlert("Falco internal: metrics snapshot")).RootElement.GetProperty("output_fields");
        fields.EnumerateObject().Select(f => f.Name).Where(n => n.StartsWith("falco.memory_rss", StringComparison.Ordinal)).Should().Equal(expected);
    }
}
