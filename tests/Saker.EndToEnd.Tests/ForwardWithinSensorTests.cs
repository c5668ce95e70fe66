using System.Text.Json.Nodes;
using Saker.EndToEnd.Tests.Fixture;
using Saker.Forwarder.Tests;
using Saker.Forwarder.Tests.Servers;

namespace Saker.EndToEnd.Tests;

/// <summary>From an act on this machine to a destination, with no other program than the sensor in between.</summary>
[Collection(nameof(OwnSensor))]
public sealed class ForwardWithinSensorTests : IDisposable
{
    private readonly string spool = Directory.CreateTempSubdirectory("saker-forward-").FullName;

    public void Dispose() => Directory.Delete(spool, recursive: true);

    [Fact]
    public async Task An_act_is_told_to_a_destination_whatever_shape_alerts_have_elsewhere()
    {
        await using var fake = await Fake.StartAsync();
        using var sensor = OwnSensor.Start($$"""
            json_output: false
            saker:
              forward:
                spool: {directory: {{spool}}}
                customfields: {team: blue}
                webhook: {address: {{fake.Url}}, minimumpriority: notice}
            """);
        string path = sensor.Plant("a");
        sensor.WaitForAlert("Notice opened");
        await SeenAsync(fake, sensor, 1);
        var alert = JsonNode.Parse(fake.Requests.Single().Body)!;
        ((string?)alert["rule"]).Should().Be("Planted");
        ((string?)alert["output"]).Should().EndWith($"Notice opened {path}");
        ((string?)alert["output_fields"]!["fd.name"]).Should().Be(path);
        ((string?)alert["output_fields"]!["team"]).Should().Be("blue");
        ((string?)alert["tags"]![0]).Should().Be("files");
        ((string?)alert["hostname"]).Should().Be(Environment.MachineName);
    }

    [Fact]
    public async Task A_destination_is_exchanged_while_the_sensor_watches_and_a_bad_one_is_not()
    {
        await using var first = await Fake.StartAsync();
        await using var second = await Fake.StartAsync();
        string file = Path.Combine(spool, "forward.yaml");
        await File.WriteAllTextAsync(file, Forward(first.Url), TestContext.Current.CancellationToken);
        using var sensor = OwnSensor.Start($"watch_config_files: true\nsaker: {{forward: {file}}}");
        sensor.Plant("a");
        await SeenAsync(first, sensor, 1);
        await File.WriteAllTextAsync(file, "\nwebhook: {address: nowhere}", TestContext.Current.CancellationToken);
        sensor.WaitForAlert("hot restart failure").Should().Contain($"{file}:2: webhook.address: ");
        await SeenAsync(first, sensor, 2);
        sensor.Plant("b");
        await SeenAsync(first, sensor, 3);
        await File.WriteAllTextAsync(file, Forward(second.Url), TestContext.Current.CancellationToken);
        sensor.WaitForLog("output forward works by its new settings");
        sensor.Plant("c");
        await SeenAsync(second, sensor, 1);
        second.Requests.Single().Body.Should().Contain("/planted-c");
        first.Requests.Select(r => (string)JsonNode.Parse(r.Body)!["rule"]!).Should().Equal("Planted", "Falco internal: hot restart failure", "Planted");
    }

    [Fact]
    public async Task What_a_destination_has_not_taken_is_delivered_by_the_next_run_however_the_sensor_ended()
    {
        int port = LoopbackPort.Free();
        string config = $"saker:\n  forward:\n    spool: {{directory: {spool}}}\n    webhook: {{address: 'http://127.0.0.1:{port}'}}";
        using (var sensor = OwnSensor.Start(config))
        {
            for (int i = 0; i < 5; i++)
                sensor.Plant($"{i}");
            string waiting = Path.Combine(spool, "webhook");
            await Forwarder.Tests.Wait.UntilAsync(
                () => Directory.Exists(waiting) && Directory.GetFiles(waiting, "*.alerts").Any(f => File.ReadAllText(f).Contains("/planted-4", StringComparison.Ordinal)), () => string.Join('\n', sensor.Log));
            sensor.Send(OwnSensor.SIGKILL);
            sensor.WaitForExit();
        }

        await using var fake = await Fake.StartAsync(port);
        using var next = OwnSensor.Start(config);
        await SeenAsync(fake, next, 5);
        fake.Requests.Select(r => ((string)JsonNode.Parse(r.Body)!["output_fields"]!["fd.name"]!)[^9..]).Should().Equal(Enumerable.Range(0, 5).Select(i => $"planted-{i}"));
    }

    [Fact]
    public async Task The_page_of_numbers_has_those_of_the_forwarder()
    {
        await using var fake = await Fake.StartAsync();
        int port = LoopbackPort.Free();
        using var sensor = OwnSensor.Start($$"""
            webserver: {enabled: true, listen_port: {{port}}, prometheus_metrics_enabled: true}
            metrics: {enabled: true}
            saker:
              forward:
                spool: {directory: {{spool}}}
                webhook: {address: {{fake.Url}}}
            """);
        sensor.Plant("a");
        await SeenAsync(fake, sensor, 1);
        using var client = new HttpClient();
        string page = "";
        await Forwarder.Tests.Wait.UntilAsync(() => (page = client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics")).Result)
            .Contains("falcosecurity_falcosidekick_outputs_total{destination=\"webhook\",status=\"ok\"} 1", StringComparison.Ordinal), () => page);
        page.Should().Contain("saker_forward_queue_alerts{destination=\"webhook\"} 0").And.Contain("saker_output_delivered_total{output=\"forward\"} 1");
    }

    private string Forward(Uri address) => $"spool: {{directory: {spool}}}\nwebhook: {{address: {address}}}\n";

    private static Task SeenAsync(Fake fake, OwnSensor sensor, int count) =>
        Forwarder.Tests.Wait.UntilAsync(() => fake.Requests.Count == count, () => string.Join('\n', [$"{fake.Requests.Count} of {count}", .. sensor.Log]));
}
