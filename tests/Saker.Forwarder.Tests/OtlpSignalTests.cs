using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests;

/// <summary>
/// Traces and metrics by OTLP, taken apart by the numbers of their fields in
/// https://github.com/open-telemetry/opentelemetry-proto/blob/v1.5.0/opentelemetry/proto/trace/v1/trace.proto and .../metrics/v1/metrics.proto
/// </summary>
public sealed class OtlpSignalTests
{
    [Theory]
    [InlineData("")]
    [InlineData(OtlpCollector.Http)]
    [InlineData(OtlpCollector.Grpc)]
    public async Task A_collector_gets_a_span_for_each_alert_and_those_of_a_pod_are_one_trace(string protocol)
    {
        await using var collector = await OtlpCollector.StartAsync(protocol);
        await using var bench = await Bench.StartAsync(("OTLP_TRACES_ENDPOINT", $"{collector.Url}"), ("OTLP_TRACES_DURATION", "250"), ("OTLP_TRACES_HEADERS", "x-key=s3cr3t"), ("OTLP_TRACES_PROTOCOL", protocol));
        await bench.PostAsync(Bench.Alert(7));
        await bench.PostAsync(Alert("\"k8s.ns.name\":\"a\",\"k8s.pod.name\":\"b\""));
        await bench.PostAsync(Alert("\"k8s.ns.name\":\"a\",\"k8s.pod.name\":\"b\",\"x\":1"));
        await bench.PostAsync(Alert("\"container.id\":\"a\""));
        await Outage.DeliveredAsync(bench);
        collector.ShouldBeAskedFor("traces", "trace.v1.TraceService");
        collector.Requests.Should().OnlyContain(r => r.Key == "s3cr3t");
        var resources = collector.Requests.SelectMany(r => r.Message.Messages(1)).ToList();
        resources[0].Messages(1).Single().Attributes(1).Should().Equal(new Dictionary<string, object> { ["service.name"] = "falco", ["service.version"] = "v0.1.0" });
        var spans = resources.SelectMany(r => r.Messages(2)).SelectMany(s => s.Messages(2)).ToList();
        var span = spans[0];
        ((byte[])span.Single(2)).Should().HaveCount(8);
        span.Text(5).Should().Be("Terminal shell");
        span.Single(6).Should().Be(2UL);
        span.Single(7).Should().Be(1714564800000000007UL);
        span.Single(8).Should().Be(1714564800250000007UL);
        span.Attributes(9).Should().Contain(new Dictionary<string, object>
        {
            ["rule"] = "Terminal shell", ["source"] = "syscall", ["priority"] = "Warning", ["hostname"] = "host-1", ["proc.name"] = "bash", ["evt.time"] = "1714564800000000001",
        }).And.NotContainKey("container.id");
        span.Messages(11).Single().Text(2).Should().Contain("A shell was spawned");
        string[] traces = [.. spans.Select(s => Convert.ToHexString((byte[])s.Single(1)).ToLowerInvariant())];
        traces[1].Should().Be(traces[2]).And.NotBe(traces[0]);
        // FNV-1a of 128 bits of the letter a.
        traces[3].Should().Be("d228cb696f1a8caf78912b704e4a8964");
        string.Join('\n', bench.Log).Should().NotContain("s3cr3t");
    }

    [Theory]
    [InlineData("")]
    [InlineData(OtlpCollector.Http)]
    [InlineData(OtlpCollector.Grpc)]
    public async Task A_collector_gets_counts_that_go_on(string protocol)
    {
        await using var collector = await OtlpCollector.StartAsync(protocol);
        await using var bench = await Bench.StartAsync(("OTLP_METRICS_ENDPOINT", $"{collector.Url}"), ("OTLP_METRICS_PROTOCOL", protocol), ("OTLP_METRICS_INTERVAL", "100ms"),
            ("OTLP_METRICS_HEADERS", "x-key=s3cr3t"), ("OTLP_METRICS_EXTRAATTRIBUTES", "proc.name, no name"), ("OTLP_METRICS_MINIMUMPRIORITY", "error"), ("CUSTOMFIELDS", "team:blue"));
        await bench.PostAsync(Bench.Alert(0, "Error"));
        await bench.PostAsync(Bench.Alert(1, "Notice"));
        await Wait.UntilAsync(() => Matches(collector) is [(_, 1UL)], () => string.Join('\n', bench.Log));
        await bench.PostAsync(Bench.Alert(2, "Error"));
        await bench.PostAsync("no alert");
        await Wait.UntilAsync(() => Matches(collector) is [(_, 2UL)] && Points(collector, "falcosecurity_falcosidekick_inputs").Any(p => p.Value == 1), () => string.Join('\n', bench.Log));
        Matches(collector).Single().Labels.Should().Equal(new Dictionary<string, object>
        {
            ["source"] = "syscall", ["priority"] = "Error", ["rule"] = "Terminal shell", ["hostname"] = "host-1", ["tags"] = "T1059,mitre_execution", ["team"] = "blue", ["proc_name"] = "bash",
        });
        Points(collector, "falcosecurity_falcosidekick_inputs").Select(p => ((string)p.Labels["status"], p.Value)).Should().Equal(("accepted", 3UL), ("rejected", 1UL));
        collector.ShouldBeAskedFor("metrics", "metrics.v1.MetricsService");
        collector.Requests.Should().OnlyContain(r => r.Key == "s3cr3t");
        var sum = Metric(collector, "falcosecurity_falco_rules_matches_total").Messages(7).Single();
        (sum.Single(2), sum.Single(3)).Should().Be((2UL, 1UL));
        var point = sum.Messages(1).Single();
        ((ulong)point.Single(2)).Should().BeLessThan((ulong)point.Single(3));
        string.Join('\n', bench.Log).Should().NotContain("s3cr3t");
    }

    [Fact]
    public async Task A_collector_of_counts_is_known_by_its_certificate_unless_that_is_not_wanted()
    {
        using var authority = new TestAuthority();
        using var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPemFile(authority.ServerCertificate, authority.ServerKey);
        await using var collector = await Fake.StartAsync(certificate: () => certificate);
        await using var bench = await Bench.StartAsync(("OTLP_METRICS_ENDPOINT", $"{collector.Url}"), ("OTLP_METRICS_INTERVAL", "100ms"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => bench.Log.Any(l => l.StartsWith("otlp.metrics: ", StringComparison.Ordinal) && l.Contains("certificate", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        collector.Requests.Should().BeEmpty();
        await bench.RestartAsync(("OTLP_METRICS_CHECKCERT", "false"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => !collector.Requests.IsEmpty, () => string.Join('\n', bench.Log));
    }

    [Fact]
    public async Task A_collector_that_was_away_has_missed_no_count()
    {
        await using var collector = await OtlpCollector.StartAsync();
        collector.IsAway = true;
        var bench = await Bench.StartAsync(("OTLP_METRICS_ENDPOINT", $"{collector.Url}"), ("OTLP_METRICS_INTERVAL", "100ms"), ("OTLP_METRICS_HEADERS", "x-key=s3cr3t"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => bench.Log.Any(l => l.StartsWith("otlp.metrics: ", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        collector.Requests.Should().BeEmpty();
        collector.IsAway = false;
        await bench.DisposeAsync();
        Matches(collector).Single().Value.Should().Be(1);
    }

    private static string Alert(string fields) => $$$"""{"output":"o","priority":"Error","rule":"r","source":"s","time":"2024-05-01T12:00:00Z","output_fields":{{{{fields}}}}}""";

    private static List<(int Field, object Value)> Metric(OtlpCollector collector, string name) =>
        collector.Requests.Last().Message.Messages(1).Single().Messages(2).Single().Messages(2).Single(m => m.Text(1) == name);

    private static List<(Dictionary<string, object> Labels, ulong Value)> Points(OtlpCollector collector, string name) => collector.Requests.IsEmpty ? []
        : [.. Metric(collector, name).Messages(7).Single().Messages(1).Select(p => (p.Attributes(7), (ulong)p.Single(6)))];

    private static List<(Dictionary<string, object> Labels, ulong Value)> Matches(OtlpCollector collector) => Points(collector, "falcosecurity_falco_rules_matches_total");
}
