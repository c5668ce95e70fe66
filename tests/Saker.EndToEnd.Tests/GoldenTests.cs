using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Saker.EndToEnd.Tests.Fixture;
using Saker.Forwarder.Tests.Servers;

namespace Saker.EndToEnd.Tests;

/// <summary>What Falco's consumers parse, byte for byte but for times and numbers, against the files in <c>Golden</c>.</summary>
[Collection(nameof(OwnSensor))]
public partial class GoldenTests
{
    [Theory]
    [InlineData("alert.txt", "Notice opened", "time_format_iso_8601: false")]
    [InlineData("alert-iso.txt", "Notice opened", "time_format_iso_8601: true")]
    [InlineData("alert.json", "Notice opened", "json_output: true\njson_include_message_property: true")]
    [InlineData("drop.txt", "syscall event drop", "syscall_event_drops: {simulate_drops: true, actions: [alert]}")]
    [InlineData("drop.json", "syscall event drop", "json_output: true\nsyscall_event_drops: {simulate_drops: true, actions: [alert]}")]
    public void Alerts_look_as_consumers_know_them(string golden, string part, string config)
    {
        using var sensor = OwnSensor.Start(config, environment: [("FALCO_HOSTNAME", "golden")]);
        sensor.Plant("a");
        string alert = sensor.WaitForAlert(part).Replace(sensor.Directory, "DIRECTORY", StringComparison.Ordinal);
        alert = Date().Replace(Time().Replace(alert, "HH:MM:SS.nnnnnnnnn"), "YYYY-MM-DD");
        (golden.StartsWith("drop", StringComparison.Ordinal) ? Number().Replace(alert, "N") : EventTime().Replace(alert, "N")).Should().Be(Read(golden).Single());
    }

    [Fact]
    public void What_the_sensor_says_of_itself_looks_as_consumers_know_it()
    {
        const string rule = "- {rule: r, desc: d, condition: evt.type = delete_module, output: o, priority: debug}\n";
        using var sensor = OwnSensor.Start(
            "json_output: true\nmetrics: {enabled: true, interval: 300ms, output_rule: true, include_empty_values: true}",
            rule, [("FALCO_HOSTNAME", "golden")]);
        sensor.WriteRules("- rule: broken\n");
        var failure = JsonNode.Parse(Normal(sensor.WaitForAlert("hot restart failure")))!;
        failure["output"]!.GetValue<string>().Should().StartWith("Falco internal: hot restart failure: ");
        failure["output"] = "";
        failure.ToJsonString().Should().Be(Read("reload.json").Single());

        // All of it is told only where something has happened since the snapshot before.
        var snapshot = JsonNode.Parse(sensor.WaitForAlert("metrics snapshot"))!;
        snapshot["output_fields"] = new JsonObject();
        Normal(snapshot.ToJsonString()).Should().Be(Read("snapshot.json").Single());
        Shell.Run("/bin/true");
        string[] names = [.. JsonNode.Parse(sensor.WaitForAlert("\"scap.n_drops_perc\""))!["output_fields"]!.AsObject().Select(f => f.Key)
            .Where(n => !n.StartsWith("saker.", StringComparison.Ordinal) && !n.Contains(".interfaces.", StringComparison.Ordinal))];
        names.Should().BeEquivalentTo(Read("snapshot.txt"));

        static string Normal(string alert) => Date().Replace(Time().Replace(alert, "HH:MM:SS.nnnnnnnnn"), "YYYY-MM-DD");
    }

    [Fact]
    public async Task Pages_and_numbers_have_the_names_that_consumers_know()
    {
        int port = LoopbackPort.Free();
        using var sensor = OwnSensor.Start($$"""
            webserver: {enabled: true, listen_address: 127.0.0.1, listen_port: {{port}}, prometheus_metrics_enabled: true}
            metrics: {enabled: true, kernel_event_counters_per_cpu_enabled: true, jemalloc_stats_enabled: true}
            """);
        sensor.WaitForLog("web server listens");
        sensor.Plant("a");
        sensor.WaitForAlert("/planted-a");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        (await client.GetStringAsync("/healthz", TestContext.Current.CancellationToken)).Should().Be("{\"status\": \"ok\"}");
        var versions = JsonDocument.Parse(await client.GetStringAsync("/versions", TestContext.Current.CancellationToken)).RootElement;
        versions.EnumerateObject().Select(p => p.Name).Should().Equal([.. Read("versions.txt"), "saker_version"]);
        string text = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        text.Split('\n').Where(l => l.StartsWith("# TYPE falcosecurity_", StringComparison.Ordinal)).Select(l => l.Split(' ')[2])
            .Should().BeEquivalentTo(Read("metrics.txt"));
    }

    [Fact]
    public async Task Prometheus_objects_to_the_units_of_consumers_names_and_to_nothing_else()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(p => File.Exists(Path.Combine(p, "promtool"))),
            "promtool is not installed: tools/install-dependencies test");
        int port = LoopbackPort.Free();
        using var sensor = OwnSensor.Start($$"""
            webserver: {enabled: true, listen_address: 127.0.0.1, listen_port: {{port}}, prometheus_metrics_enabled: true}
            metrics: {enabled: true, kernel_event_counters_per_cpu_enabled: true, jemalloc_stats_enabled: true, libbpf_stats_enabled: false}
            """);
        sensor.WaitForLog("web server listens");
        using var client = new HttpClient();
        string file = Path.Combine(sensor.Directory, "metrics");
        await File.WriteAllTextAsync(file, await client.GetStringAsync($"http://127.0.0.1:{port}/metrics", TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        var (_, output, error) = Shell.Run("/bin/sh", "-c", $"promtool check metrics <{file}");
        (output + error).Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().BeEquivalentTo(Read("promtool.txt"));
    }

    private static string[] Read(string golden) => Golden.Read(golden);

    [GeneratedRegex(@"\d\d:\d\d:\d\d\.\d{9}")]
    private static partial Regex Time();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d(?=T)")]
    private static partial Regex Date();

    [GeneratedRegex(@"(?<=evt\.time"":)\d{19}")]
    private static partial Regex EventTime();

    [GeneratedRegex(@"(?<=[=""])\d+(?=[ "")])|(?<=drop\. )\d+")]
    private static partial Regex Number();
}
