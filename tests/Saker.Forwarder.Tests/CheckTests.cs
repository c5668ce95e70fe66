using System.Diagnostics;
using Saker.Forwarder.Tests.Logs;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests;

/// <summary><c>saker forward check</c>.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("saker-check-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Each_output_is_tried_and_told_of_in_a_table()
    {
        await using var well = await Fake.StartAsync();
        await using var ill = await Fake.StartAsync();
        ill.Answer = (_, _) => (401, "the key s3cr3t-loki is unknown");
        int nobody = LoopbackPort.Free();
        var (code, output, errors) = await RunAsync($$"""
            webhook: {address: "{{well.Url}}hooks/s3cr3t-path"}
            loki: {hostport: "{{ill.Url}}", user: u, apikey: s3cr3t-loki}
            talon: {address: "http://nowhere.invalid:2803/s3cr3t"}
            redis: {address: "127.0.0.1:{{nobody}}", password: s3cr3t-redis}
            rabbitmq: {url: "amqp://u:s3cr3t-rabbit@127.0.0.1:{{nobody}}/", queue: q}
            gotify: {hostport: nonsense, token: s3cr3t-gotify}
            slack: {webhook: "s3cr3t-astray"}

            """);
        code.Should().Be(1);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Select(l => l.Split(' ')[0]).Should().BeEquivalentTo("OUTPUT", "webhook", "loki", "talon", "redis", "rabbitmq", "gotify");
        Line("webhook").Should().MatchRegex(@"^webhook +127\.0\.0\.1 +delivered in \d+ ms$");
        Line("loki").Should().EndWith($"FAILED: http://127.0.0.1:{ill.Url.Port} answers 401");
        Line("talon").Should().Contain("nowhere.invalid (").And.EndWith("FAILED: not every host has an address");
        Line("redis").Should().Contain("127.0.0.1").And.Contain($"FAILED: redis://127.0.0.1:{nobody}: ");
        Line("rabbitmq").Should().Contain("127.0.0.1").And.Contain($"FAILED: amqp://127.0.0.1:{nobody}: ");
        Line("gotify").Should().Contain("FAILED: ").And.Contain("gotify.hostport: an address that begins with http:// or https:// is expected");
        errors.Should().Contain("there is no key slack.webhook; it has no effect");
        (output + errors).Should().NotContain("s3cr3t");
        well.Requests.Single().Body.Should().Contain("\"rule\":\"Test rule\"");

        string Line(string name) => lines.Single(l => l.StartsWith(name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_is_well_when_every_test_alert_arrives()
    {
        await using var well = await Fake.StartAsync();
        var (code, output, errors) = await RunAsync($"webhook: {{address: '{well.Url}'}}\ntalon: {{address: '{well.Url}', minimumpriority: critical, condition: rule = none}}\n");
        code.Should().Be(0);
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(3);
        errors.Should().BeEmpty();
        well.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Logs_that_are_read_are_asked_and_nothing_is_read()
    {
        await using var well = await Fake.StartAsync();
        await using var log = await LogServer.StartAsync("redis");
        await using var cluster = await LogServer.StartAsync("kafka");
        await cluster.WriteAsync([1]);
        await log.WriteAsync([1]);
        string Keys(LogServer server) => string.Join(", ", server.Reader.Select(v => $"{v.Name.Split('_')[2].ToLowerInvariant()}: '{v.Value}'"));
        int nobody = LoopbackPort.Free();
        var (code, output, errors) = await RunAsync($$"""
            webhook: {address: '{{well.Url}}'}
            delivery: {timeout: 10s}
            input:
              kafka: { {{Keys(cluster)}} }
              redis: { {{Keys(log)}} }
              nats: {hostport: 'nats://u:s3cr3t-nats@127.0.0.1:{{nobody}}', stream: s}

            """);
        code.Should().Be(1, errors);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Select(l => l.Split(' ')[0]).Should().Equal("INPUT", "input.kafka", "input.nats", "input.redis", "OUTPUT", "webhook");
        lines[1].Should().MatchRegex(@"^input\.kafka +127\.0\.0\.1 +answered in \d+ ms$");
        lines[2].Should().Contain($"FAILED: nats://127.0.0.1:{nobody}: ");
        lines[3].Should().MatchRegex(@"^input\.redis +127\.0\.0\.1 +answered in \d+ ms$");
        (output + errors).Should().NotContain("s3cr3t");
    }

    [Theory]
    [InlineData("input: {redis: {address: 'x:1', key: k}}", "forward.yaml:1: input.redis.address: what is read would be lost, as no output is configured")]
    [InlineData("saker: {forward: {input: {redis: {address: 'x:1'}}}}", "forward.yaml:1: input.redis.address: a sensor reads no log")]
    public async Task A_log_that_is_read_to_no_end_is_an_error(string configuration, string why)
    {
        var (code, _, errors) = await RunAsync(configuration);
        code.Should().Be(1);
        errors.Should().Contain(why);
    }

    [Fact]
    public async Task A_sensors_own_forwarder_is_tried_by_the_sensors_configuration()
    {
        await using var well = await Fake.StartAsync();
        string part = Path.Combine(folder, "part.yaml");
        await File.WriteAllTextAsync(part, $"webhook: {{address: '{well.Url}'}}\n", TestContext.Current.CancellationToken);
        foreach (string forward in new[] { $"{{webhook: {{address: '{well.Url}'}}}}", part })
        {
            well.Requests.Clear();
            var (code, output, errors) = await RunAsync($"json_output: true\nrules_files: [nowhere]\nsaker:\n  forward: {forward}\n");
            code.Should().Be(0, errors);
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(2);
            well.Requests.Single().Body.Should().Contain("\"rule\":\"Test rule\"");
        }
    }

    [Theory]
    [InlineData("", "no output is configured")]
    [InlineData("json_output: true", "is a sensor's configuration without saker.forward")]
    [InlineData("saker:\n  forward:\n    webhok: {address: x}", "forward.yaml:3: there is no key webhok; it has no effect")]
    [InlineData("saker: {forward: nowhere.yaml}", "there is no file nowhere.yaml")]
    [InlineData("- a", "a map of keys is expected at the top")]
    public async Task What_cannot_be_checked_is_an_error(string configuration, string why)
    {
        var (code, output, errors) = await RunAsync(configuration);
        code.Should().Be(1);
        output.Should().BeEmpty();
        errors.Should().Contain(why);
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(string configuration)
    {
        string file = Path.Combine(folder, "forward.yaml");
        await File.WriteAllTextAsync(file, configuration, TestContext.Current.CancellationToken);
        using var process = Process.Start(new ProcessStartInfo(ForwarderProcess.Program, ["forward", "check", "-c", file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }
}
