using System.Text.Json;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>A real Prometheus reads the forwarder's numbers.</summary>
public sealed class PrometheusTests
{
    [Fact]
    public async Task Numbers_of_alerts_can_be_asked_for()
    {
        await using var fake = await Fake.StartAsync();
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"), ("CUSTOMFIELDS", "team:blue"));
        await Outage.SendAsync(bench, 0, 7);
        await Outage.DeliveredAsync(bench);
        await using var server = await Server(bench.Port).StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}") };
        string? Ask(string query)
        {
            var answer = client.GetAsync(new Uri($"/api/v1/query?query={Uri.EscapeDataString(query)}", UriKind.Relative)).Result;
            if (!answer.IsSuccessStatusCode)
                return null; // It listens before it is ready.
            using var result = JsonDocument.Parse(answer.Content.ReadAsStringAsync().Result);
            return result.RootElement.TryGetProperty("data", out var data) && data.GetProperty("result").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first
                ? first.GetProperty("value")[1].GetString() : null;
        }

        // Each is asked for until it is there: on a slow machine now and then a scrape is given up, and there is nothing for a moment.
        foreach (var (query, value) in new[]
        {
            ("falcosecurity_falcosidekick_outputs_total{destination=\"webhook\",status=\"ok\"}", "7"),
            ("falcosecurity_falcosidekick_falco_events_total{rule=\"Terminal shell\",priority_raw=\"warning\",hostname=\"host-1\",team=\"blue\"}", "7"),
            ("saker_forward_queue_alerts{destination=\"webhook\"}", "0"),
            ("up{job=\"forwarder\"}", "1"),
        })
        {
            await Wait.UntilAsync(() => Ask(query) == value, () => $"{query} is {Ask(query)}: {server.Said}");
        }
    }

    private static ServerProcess Server(int forwarder) => new("prometheus", s =>
    [
        $"--config.file={s.Write("prometheus.yml", $"scrape_configs: [{{job_name: forwarder, scrape_interval: 1s, static_configs: [{{targets: ['127.0.0.1:{forwarder}']}}]}}]\n")}",
        $"--storage.tsdb.path={Path.Combine(s.Folder, "data")}", $"--web.listen-address=127.0.0.1:{s.Port}",
    ]);
}
