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
        await Wait.UntilAsync(() => fake.Requests.Count == 7, () => string.Join('\n', bench.Log));
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

        await Wait.UntilAsync(() => Ask("falcosecurity_falcosidekick_outputs_total{destination=\"webhook\",status=\"ok\"}") == "7", () => server.Said);
        Ask("falcosecurity_falcosidekick_falco_events_total{rule=\"Terminal shell\",priority_raw=\"warning\",hostname=\"host-1\",team=\"blue\"}").Should().Be("7");
        Ask("saker_forward_queue_alerts{destination=\"webhook\"}").Should().Be("0");
        Ask("up{job=\"forwarder\"}").Should().Be("1");
    }

    private static ServerProcess Server(int forwarder) => new("prometheus", s =>
    [
        $"--config.file={s.Write("prometheus.yml", $"scrape_configs: [{{job_name: forwarder, scrape_interval: 1s, static_configs: [{{targets: ['127.0.0.1:{forwarder}']}}]}}]\n")}",
        $"--storage.tsdb.path={Path.Combine(s.Folder, "data")}", $"--web.listen-address=127.0.0.1:{s.Port}",
    ]);
}
