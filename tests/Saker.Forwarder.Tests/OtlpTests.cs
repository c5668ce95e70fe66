namespace Saker.Forwarder.Tests;

/// <summary>
/// Logs by OTLP, taken apart by the numbers of their fields in
/// https://github.com/open-telemetry/opentelemetry-proto/blob/v1.5.0/opentelemetry/proto/logs/v1/logs.proto
/// </summary>
public sealed class OtlpTests
{
    [Theory]
    [InlineData(OtlpCollector.Http)]
    [InlineData(OtlpCollector.Grpc)]
    public async Task A_collector_gets_log_records(string protocol)
    {
        await using var collector = await OtlpCollector.StartAsync(protocol);
        collector.IsAway = true;
        await using var bench = await Bench.StartAsync(("OTLP_LOGS_ENDPOINT", collector.Url), ("OTLP_LOGS_PROTOCOL", protocol), ("OTLP_LOGS_HEADERS", "x-key=s3cr3t%20key"));
        await bench.PostAsync(Bench.Alert(7));
        await Wait.UntilAsync(() => collector.TurnedAway > 0, () => string.Join('\n', bench.Log));
        collector.IsAway = false;
        await Wait.UntilAsync(() => !collector.Requests.IsEmpty, () => string.Join('\n', bench.Log));
        collector.ShouldBeAskedFor("logs", "logs.v1.LogsService");
        var seen = collector.Requests.Single();
        seen.Key.Should().Be("s3cr3t key");
        var resourceLogs = seen.Message.Messages(1).Single();
        resourceLogs.Messages(1).Single().Attributes(1).Should().Contain("host.name", "host-1").And.Contain("service.name", "falco");
        var record = resourceLogs.Messages(2).Single().Messages(2).Single();
        record.Single(1).Should().Be(1714564800000000007UL);
        record.Single(2).Should().Be(13UL);
        record.Text(3).Should().Be("Warning");
        record.Messages(5).Single().Text(1).Should().Contain("A shell was spawned");
        record.Attributes(6).Should().Contain(new Dictionary<string, object>
        {
            ["rule"] = "Terminal shell", ["source"] = "syscall", ["tags"] = "T1059,mitre_execution", ["proc.name"] = "bash", ["evt.time"] = 1714564800000000001UL,
        }).And.NotContainKey("container.id");
        string.Join('\n', bench.Log).Should().NotContain("s3cr3t");
    }
}
