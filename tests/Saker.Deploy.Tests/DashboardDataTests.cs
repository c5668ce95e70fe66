using System.Diagnostics;
using System.Text.Json;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Deploy.Tests;

/// <summary>A Prometheus that scrapes a sensor and a forwarder has an answer to everything that the dashboard asks.</summary>
public sealed class DashboardDataTests : IDisposable
{
    private const string Statistics = "/proc/sys/kernel/bpf_stats_enabled";
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(3);
    private readonly string directory = Directory.CreateTempSubdirectory("saker-dashboard-").FullName;
    private readonly HttpClient client = new();

    [Fact]
    public async Task Every_panel_has_data_while_something_happens()
    {
        const string prometheus = "/usr/bin/prometheus";
        Assert.SkipUnless(File.Exists(prometheus), "prometheus is not installed");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the probe takes root");
        Assert.SkipUnless(File.Exists("/bin/busybox"), "busybox is not installed");
        string[] statistics = File.Exists(Statistics) ? [File.ReadAllText(Statistics).Trim()] : [];
        if (statistics.Length > 0)
            File.WriteAllText(Statistics, "1");
        try
        {
            int sensorPort = LoopbackPort.Free();
            int forwarderPort = LoopbackPort.Free();
            int prometheusPort = LoopbackPort.Free();
            using var forwarder = await RunningProgram.Start(client, $"http://127.0.0.1:{forwarderPort}/healthz", Places.Saker, "forward", "-c", Write("forward.yaml", $$"""
                listenaddress: 127.0.0.1
                listenport: {{forwarderPort}}
                spool: {directory: '{{directory}}/spool'}
                # Prometheus takes no alerts, and says so.
                webhook: {address: 'http://127.0.0.1:{{prometheusPort}}/alerts'}
                """));
            using var sensor = await RunningProgram.Start(client, $"http://127.0.0.1:{sensorPort}/readyz", Places.Saker, "-c", Write("saker.yaml", $$"""
                json_output: true
                http_output: {enabled: true, url: 'http://127.0.0.1:{{forwarderPort}}/'}
                webserver: {enabled: true, listen_address: 127.0.0.1, listen_port: {{sensorPort}}, prometheus_metrics_enabled: true}
                metrics: {enabled: true}
                saker:
                  spool: {directory: '{{directory}}/outputs'}
                """));
            using var server = await RunningProgram.Start(client, $"http://127.0.0.1:{prometheusPort}/-/ready", prometheus,
                $"--web.listen-address=127.0.0.1:{prometheusPort}", "--storage.tsdb.path=" + Path.Combine(directory, "data"), "--config.file=" + Write("prometheus.yaml", $$"""
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: saker
                    static_configs: [{targets: ['127.0.0.1:{{sensorPort}}', '127.0.0.1:{{forwarderPort}}']}]
                """));

            var clock = Stopwatch.StartNew();
            var unanswered = Dashboard.Queries();
            while (unanswered.Count > 0 && clock.Elapsed < patience)
            {
                // What rules cost is measured on one event in about a thousand.
                CommandResult.Of("/bin/busybox", ["cat", .. Enumerable.Repeat("/etc/shadow", 100)]).Code.Should().Be(0);
                await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
                unanswered = await Unanswered(prometheusPort, unanswered);
            }

            unanswered.Should().BeEmpty();
        }
        finally
        {
            foreach (string former in statistics)
                File.WriteAllText(Statistics, former);
        }
    }

    public void Dispose()
    {
        client.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(directory, name);
        File.WriteAllText(path, text + "\n");
        return path;
    }

    /// <summary>Those of the queries to which Prometheus knows no answer yet.</summary>
    private async Task<IReadOnlyList<string>> Unanswered(int port, IReadOnlyList<string> queries)
    {
        var unanswered = new List<string>();
        foreach (string query in queries)
        {
            string address = $"http://127.0.0.1:{port}/api/v1/query?query={Uri.EscapeDataString(Dashboard.Filled(query, "30s"))}";
            using var response = await client.GetAsync(address, TestContext.Current.CancellationToken);
            string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            response.IsSuccessStatusCode.Should().BeTrue($"{query}: {text}");
            using var answer = JsonDocument.Parse(text);
            if (answer.RootElement.GetProperty("data").GetProperty("result").GetArrayLength() == 0)
                unanswered.Add(query);
        }

        return unanswered;
    }
}
