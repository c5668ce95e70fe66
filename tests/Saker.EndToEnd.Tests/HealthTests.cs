using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Saker.EndToEnd.Tests.Fixture;
using Saker.Forwarder.Tests.Servers;

namespace Saker.EndToEnd.Tests;

/// <summary>Health, versions and numbers, as probes and scrapers ask for them.</summary>
[Collection(nameof(OwnSensor))]
public class HealthTests
{
    [Fact]
    public async Task The_web_server_tells_of_health_versions_and_numbers()
    {
        int port = LoopbackPort.Free();
        using var sensor = OwnSensor.Start($$"""
            webserver: {enabled: true, listen_address: 127.0.0.1, listen_port: {{port}}, prometheus_metrics_enabled: true, k8s_healthz_endpoint: /alive}
            metrics: {enabled: true, kernel_event_counters_per_cpu_enabled: true}
            """);
        sensor.WaitForLog("web server listens");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        (await client.GetStringAsync("/alive", TestContext.Current.CancellationToken)).Should().Be("{\"status\": \"ok\"}");
        JsonDocument.Parse(await client.GetStringAsync("/versions", TestContext.Current.CancellationToken)).RootElement.GetProperty("engine_version").GetString().Should().Be("63");
        (await client.GetStringAsync("/readyz", TestContext.Current.CancellationToken)).Should().MatchRegex("""^\{"status": "ok", "canary_ms": [0-9.]+\}$""");
        (await client.GetAsync("/healthz", TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await client.PostAsync("/alive", null, TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.BadRequest);

        sensor.Plant("a");
        sensor.WaitForAlert("/planted-a");
        string text = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        string[] names = [.. text.Split('\n').Where(l => l.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(l => l.Split(' ')[2])];
        names.Should().OnlyHaveUniqueItems();
        text.Should().Contain("falcosecurity_falco_rules_matches_total{rule_name=\"Planted\",priority=\"5\",source=\"syscall\",tag_files=\"true\"} 1\n");
        text.Should().MatchRegex("falcosecurity_scap_n_evts_total [1-9][0-9]*\n");
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task Who_asks_waits_for_who_does_not_only_when_there_is_one_to_answer(int threads, bool waits)
    {
        int port = LoopbackPort.Free();
        using var sensor = OwnSensor.Start($"webserver: {{enabled: true, listen_address: 127.0.0.1, listen_port: {port}, threadiness: {threads}}}");
        sensor.WaitForLog("web server listens");
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        // The first question takes its time on a busy machine, and who does not go on is sent away after a while.
        await client.GetStringAsync($"http://127.0.0.1:{port}/healthz", TestContext.Current.CancellationToken);
        using TcpClient silent = new("127.0.0.1", port);
        await silent.GetStream().WriteAsync("GET /healthz"u8.ToArray(), TestContext.Current.CancellationToken);
        (await client.GetStringAsync($"http://127.0.0.1:{port}/healthz", TestContext.Current.CancellationToken)).Should().Be("{\"status\": \"ok\"}");
        // That makes room for the next.
        silent.Client.Poll(0, SelectMode.SelectRead).Should().Be(waits);
    }

    [Fact]
    public async Task The_web_server_speaks_tls_with_one_file()
    {
        int port = LoopbackPort.Free();
        string directory = OwnSensor.NewDirectory();
        try
        {
            string pem = SelfSigned.Write(directory);
            using var sensor = OwnSensor.Start($"webserver: {{enabled: true, listen_address: 127.0.0.1, listen_port: {port}, ssl_enabled: true, ssl_certificate: {pem}}}");
            sensor.WaitForLog("with TLS");
            using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=sensor" };
            using var client = new HttpClient(handler);
            (await client.GetStringAsync($"https://127.0.0.1:{port}/healthz", TestContext.Current.CancellationToken)).Should().Be("{\"status\": \"ok\"}");
            (await client.GetAsync($"https://127.0.0.1:{port}/metrics", TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void A_web_server_that_cannot_listen_is_an_error()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var sensor = OwnSensor.Begin($"webserver: {{enabled: true, listen_address: 127.0.0.1, listen_port: {((IPEndPoint)taken.LocalEndpoint).Port}}}");
        sensor.WaitForExit().Should().Be(1);
        sensor.WaitForLog("Error: webserver: cannot listen on 127.0.0.1");
    }

    [Fact]
    public void Snapshots_are_alerts_and_lines_of_a_file()
    {
        string file = Path.GetTempFileName();
        try
        {
            using var sensor = OwnSensor.Start($"json_output: true\nmetrics: {{enabled: true, interval: 200ms, output_rule: true, output_file: {file}, include_empty_values: true}}");
            var alert = JsonDocument.Parse(sensor.WaitForAlert("Falco internal: metrics snapshot", 2)).RootElement;
            alert.GetProperty("priority").GetString().Should().Be("Informational");
            var fields = alert.GetProperty("output_fields");
            fields.GetProperty("evt.source").GetString().Should().Be("syscall");
            fields.GetProperty("falco.memory_rss_mb").GetDouble().Should().BeGreaterThan(1);
            fields.GetProperty("scap.n_evts").GetInt64().Should().BeGreaterThan(0);
            fields.GetProperty("scap.n_drops").GetInt64().Should().Be(0);
            fields.GetProperty("scap.n_evts_prev").GetInt64().Should().BeInRange(1, fields.GetProperty("scap.n_evts").GetInt64());
            fields.TryGetProperty("falco.sha256_rules_file.rules", out _).Should().BeTrue();
            var line = JsonDocument.Parse(File.ReadLines(file).First()).RootElement;
            line.GetProperty("sample").GetInt32().Should().Be(1);
            line.GetProperty("output_fields").GetProperty("falco.version").GetString().Should().Be("0.44.0");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_doctor_sees_how_a_sensor_is_doing()
    {
        using var sensor = OwnSensor.Start($"webserver: {{enabled: true, listen_address: 127.0.0.1, listen_port: {LoopbackPort.Free()}, prometheus_metrics_enabled: true}}\nmetrics: {{enabled: true}}");
        sensor.WaitForLog("web server listens");
        var result = Shell.Run(LiveSensor.Metadata("Saker"), "doctor", "-c", sensor.ConfigFile, "-P", sensor.PidFile);
        result.ExitCode.Should().Be(0, result.Output + result.Error);
        result.Output.Should().Contain("good  probe: loads and attaches").And.MatchRegex("good  sensor [0-9]+: [0-9]+ MB resident")
            .And.MatchRegex("programs: [1-9][0-9]* in the kernel").And.Contain("good  event flow: ").And.MatchRegex("losses: none of [1-9][0-9]* events")
            .And.MatchRegex("good  threads: [1-9][0-9]* of 262144").And.Contain("good  descriptors: ").And.MatchRegex("good  containers: [1-9][0-9]* of 65536").And.Contain("good  outputs: no alert waits");
    }

    [Fact]
    public void The_doctor_says_what_to_do_about_a_sensor_that_ended()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, int.MaxValue.ToString());
            var result = Shell.Run(LiveSensor.Metadata("Saker"), "doctor", "--json", "-P", file);
            result.ExitCode.Should().Be(1);
            result.Output.Should().Contain("\"severity\":\"fatal\",\"message\":\"it does not run any more\",\"remedy\":\"start it");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Whoever_started_it_is_told_that_it_is_ready_alive_and_ending()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 60_000 };
        manager.Bind(new UnixDomainSocketEndPoint(path));
        try
        {
            using var sensor = OwnSensor.Begin("priority: debug", environment: [("NOTIFY_SOCKET", path), ("WATCHDOG_USEC", "200000")]);
            Receive(manager).Should().Be("READY=1");
            Receive(manager).Should().Be("WATCHDOG=1");
            sensor.Send(OwnSensor.SIGHUP);
            Until(manager, "RELOADING=1");
            Until(manager, "READY=1");
            // Its socket has room for a few messages only.
            sensor.Send(OwnSensor.SIGTERM);
            Until(manager, "STOPPING=1");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Until(Socket manager, string message)
    {
        var clock = Stopwatch.StartNew();
        while (!Receive(manager).StartsWith(message, StringComparison.Ordinal))
            clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(60), message);
    }

    private static string Receive(Socket manager)
    {
        byte[] buffer = new byte[256];
        return System.Text.Encoding.ASCII.GetString(buffer, 0, manager.Receive(buffer));
    }
}
