using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Saker.Alerts;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Input;
using Saker.Forwarder.Tests.Servers;
using YamlDotNet.RepresentationModel;

namespace Saker.Forwarder.Tests;

/// <summary>The forwarder as an output of a sensor.</summary>
public sealed class WithinSensorTests : IDisposable
{
    private readonly ConcurrentQueue<string> log = [];
    private readonly string folder = Directory.CreateTempSubdirectory("saker-within-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Alerts_are_delivered_and_counted()
    {
        await using var fake = await Fake.StartAsync();
        using var output = Open($"webhook: {{address: {fake.Url}}}\ncustomfields: {{team: blue}}");
        output.Write(Of(Bench.Alert(3)), CancellationToken.None);
        await Wait.UntilAsync(() => fake.Requests.Count == 1, () => string.Join('\n', log));
        var seen = JsonNode.Parse(fake.Requests.Single().Body)!;
        ((string?)seen["output_fields"]!["team"]).Should().Be("blue");
        ((string?)seen["rule"]).Should().Be("Terminal shell");
        await Wait.UntilAsync(() => output.Metrics.Any(m => m.Name == "falcosecurity_falcosidekick_outputs_total" && m.Value == 1), () => string.Join('\n', log));
    }

    [Fact]
    public async Task What_is_no_object_or_has_no_fields_is_no_loss()
    {
        await using var fake = await Fake.StartAsync();
        using var output = Open($"webhook: {{address: {fake.Url}}}");
        output.Write(Of("12:00:00.0: Warning A shell"), CancellationToken.None);
        output.Write(Of("""{"output":"Falco internal: hot restart failure","output_fields":{},"priority":"Critical","rule":"r","source":"internal","time":"2024-05-01T12:00:00Z"}"""), CancellationToken.None);
        output.Write(Of("""{"aggregate":{"count":7,"first":"a","last":"b"},"output":"o","output_fields":{},"priority":"Critical","rule":"r","source":"s","time":"2024-05-01T12:00:00Z"}"""), CancellationToken.None);
        await Wait.UntilAsync(() => fake.Requests.Count == 3, () => string.Join('\n', log));
        var seen = fake.Requests.Select(r => JsonNode.Parse(r.Body)!).ToArray();
        ((string?)seen[0]["output"], (string?)seen[0]["rule"], (string?)seen[0]["priority"]).Should().Be(("12:00:00.0: Warning A shell", "a rule", "Warning"));
        ((string?)seen[1]["priority"]).Should().Be("Critical");
        ((int?)seen[2]["output_fields"]!["saker.aggregate.count"]).Should().Be(7);
    }

    [Fact]
    public async Task What_waits_is_delivered_by_the_next_run_without_a_new_alert()
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, _) => (503, "");
        using (var output = Open($"webhook: {{address: {fake.Url}}}"))
        {
            for (int i = 0; i < 3; i++)
                output.Write(Of(Bench.Alert(i)), CancellationToken.None);
            await Wait.UntilAsync(() => log.Any(l => l.Contains("wait until it works again", StringComparison.Ordinal)), () => string.Join('\n', log));
        }

        fake.Answer = (_, _) => (200, "");
        using var next = Open($"webhook: {{address: {fake.Url}}}");
        await Wait.UntilAsync(() => fake.Taken.Count() == 3, () => string.Join('\n', log));
        fake.Taken.Select(r => Outage.Number(r.Body)).Should().Equal(0, 1, 2);
    }

    [Fact]
    public async Task An_alert_that_finds_no_room_stays_with_the_sensor()
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, _) => (503, "");
        using var output = Open($"webhook: {{address: {fake.Url}}}\nqueue: {{capacity: 1}}\nspool: {{directory: none}}");
        output.Write(Of(Bench.Alert(0)), CancellationToken.None);
        output.Invoking(o => o.Write(Of(Bench.Alert(1)), CancellationToken.None)).Should().Throw<DeliveryException>().Where(e => !e.IsFinal);
    }

    [Fact]
    public async Task A_spool_that_another_has_is_waited_for()
    {
        await using var fake = await Fake.StartAsync();
        var first = Open($"webhook: {{address: {fake.Url}}}");
        using var second = Open($"webhook: {{address: {fake.Url}}}");
        log.Should().Contain(l => l.Contains("is another forwarder running?", StringComparison.Ordinal));
        second.Invoking(o => o.Write(Of(Bench.Alert(0)), CancellationToken.None)).Should().Throw<DeliveryException>().Where(e => !e.IsFinal);
        first.Dispose();
        second.Write(Of(Bench.Alert(0)), CancellationToken.None);
        await Wait.UntilAsync(() => fake.Requests.Count == 1, () => string.Join('\n', log));
    }

    [Fact]
    public void What_a_sensor_has_no_use_for_is_said()
    {
        using var output = Open("listenport: 2801\nslakc: {webhookurl: x}");
        log.Should().Contain("sensor.yaml:1: listenport: has no effect within a sensor, whose alerts are taken without a network")
            .And.Contain("sensor.yaml:2: there is no key slakc; it has no effect");
    }

    [Fact]
    public void A_log_is_not_read_by_a_sensor() =>
        ((Action)(() => Open("webhook: {address: 'http://127.0.0.1:1/'}\ninput:\n  redis: {address: 'x:6379'}").Dispose())).Should().Throw<ForwarderConfigException>()
            .WithMessage("sensor.yaml:3: input.redis.address: a sensor reads no log; *");

    [Fact]
    public void A_value_that_cannot_be_used_is_named_with_its_place() =>
        ((Action)(() => Open("debug: false\nwebhook:\n  address: nowhere").Dispose())).Should().Throw<ForwarderConfigException>().WithMessage("sensor.yaml:3: webhook.address: *");

    private static Alert Of(string line) => new(1714564800000000000, "a rule", "Warning", "syscall", Encoding.UTF8.GetBytes(line));

    private ForwarderOutput Open(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        var output = new ForwarderOutput((YamlMappingNode)stream.Documents[0].RootNode, "sensor.yaml", true, name => name == "SPOOL_DIRECTORY" && !yaml.Contains("spool") ? folder : null, log.Enqueue);
        output.Start();
        return output;
    }
}
