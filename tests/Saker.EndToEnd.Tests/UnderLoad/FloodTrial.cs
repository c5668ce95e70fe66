using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Saker.EndToEnd.Tests.Fixture;
using Saker.Forwarder.Tests.Servers;

namespace Saker.EndToEnd.Tests.UnderLoad;

/// <summary>A flood cannot hide what is grave, and what it makes the sensor lose is said to be its own.</summary>
[Collection(nameof(Trials))]
public class FloodTrial
{
    private const string Rules = """
        - rule: Grave
          desc: A program of the test is executed.
          condition: evt.type = execve and proc.exepath startswith DIRECTORY/planted
          output: executed %proc.exepath
          priority: CRITICAL

        - rule: Flood
          desc: It listens to calls of everybody, and matches none.
          condition: evt.type in (dup, close) and proc.cmdline contains nobody-is-called-so
          output: never
          priority: NOTICE

        """;

    [Fact]
    public async Task Every_grave_act_alerts_and_the_losses_are_those_of_the_flood()
    {
        int seconds = Trials.Length(8, 60);
        int port = LoopbackPort.Free();
        using var cgroup = new Cgroup("saker-flood");
        using var sensor = OwnSensor.Start($$"""
            json_output: true
            engine: {modern_ebpf: {buf_size_preset: 1} }
            saker: {kernel_plan: false}
            syscall_event_drops: {threshold: 0, rate: 1, max_burst: 1000, actions: [alert]}
            webserver: {enabled: true, listen_address: 127.0.0.1, listen_port: {{port}}, prometheus_metrics_enabled: true}
            metrics: {enabled: true}
            """, Rules);
        sensor.WaitForLog("web server listens");
        var clock = Stopwatch.StartNew();
        using var flood = Process.Start(new ProcessStartInfo(LiveSensor.Acts, ["flood"]) { RedirectStandardOutput = true })!;
        cgroup.Add(flood.Id);
        try
        {
            for (int i = 0; i < seconds; i++)
            {
                // A reader that stands still for a moment is what a flood comes down to on a larger machine: its ring is full.
                sensor.Send(OwnSensor.SIGSTOP);
                string program = Path.Combine(sensor.Directory, $"planted-{i:D3}.");
                File.Copy("/bin/true", program);
                Shell.Run(program).ExitCode.Should().Be(0);
                await Task.Delay(300, TestContext.Current.CancellationToken);
                sensor.Send(OwnSensor.SIGCONT);
                await Task.Delay(700, TestContext.Current.CancellationToken);
            }
        }
        finally
        {
            OwnSensor.Send(flood.Id, OwnSensor.SIGTERM);
        }

        await flood.WaitForExitAsync(TestContext.Current.CancellationToken);
        double rate = long.Parse(await flood.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), CultureInfo.InvariantCulture) / clock.Elapsed.TotalSeconds;
        for (int i = 0; i < seconds; i++)
            sensor.WaitForAlert($"executed {sensor.Directory}/planted-{i:D3}.");
        sensor.Alerts.Count(a => a.Contains("\"rule\":\"Grave\"", StringComparison.Ordinal)).Should().Be(seconds);

        using var client = new HttpClient();
        string metrics = await client.GetStringAsync($"http://127.0.0.1:{port}/metrics", TestContext.Current.CancellationToken);
        double lost = Sum(metrics, "falcosecurity_scap_n_drops_total "), ofFlood = Sum(metrics, $"saker_cgroup_events_lost_total{{cgroup=\"{cgroup.Id}\"}} ");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{rate:F0} calls/s for {seconds} s; {Sum(metrics, "falcosecurity_scap_n_evts_total "):F0} events, {lost:F0} lost, {ofFlood:F0} of them of the flood");
        lost.Should().BeGreaterThan(0);
        ofFlood.Should().BeGreaterThan(0.9 * lost);
        Sum(metrics, "saker_events_lost_total{").Should().Be(lost);
        Sum(metrics, "saker_cgroup_events_lost_total{").Should().Be(lost);
        sensor.WaitForAlert("saker.busiest_cgroup_id");
        var alert = sensor.Alerts.Where(a => a.Contains("saker.busiest_cgroup_id", StringComparison.Ordinal))
            .Select(a => JsonDocument.Parse(a).RootElement.GetProperty("output_fields"))
            .MaxBy(f => long.Parse(f.GetProperty("saker.busiest_cgroup_lost").GetString()!, CultureInfo.InvariantCulture));
        alert.GetProperty("saker.busiest_cgroup_id").GetString().Should().Be(cgroup.Id.ToString(CultureInfo.InvariantCulture));
        alert.GetProperty("saker.busiest_cgroup").GetString().Should().EndWith(cgroup.PathInHierarchy);
        alert.GetProperty("saker.lost_types").GetString().Should().MatchRegex("(dup|close):[1-9][0-9]* (dup|close):[1-9]");
        long.Parse(alert.GetProperty("saker.lost_until").GetString()!, CultureInfo.InvariantCulture)
            .Should().BeGreaterThanOrEqualTo(long.Parse(alert.GetProperty("saker.lost_from").GetString()!, CultureInfo.InvariantCulture));
    }

    private static double Sum(string metrics, string name) => metrics.Split('\n').Where(l => l.StartsWith(name, StringComparison.Ordinal))
        .Sum(l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
