using System.Text.Json.Nodes;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests;

/// <summary>Outputs that send alerts as they are send them in other languages, too.</summary>
public sealed class EncodedOutputTests
{
    [Theory]
    [InlineData("NODERED", "ADDRESS", "/")]
    [InlineData("N8N", "ADDRESS", "/")]
    [InlineData("TEKTON", "EVENTLISTENER", "/")]
    [InlineData("GCP_CLOUDRUN", "ENDPOINT", "/")]
    [InlineData("AZURE_FUNCTIONS", "ADDRESS", "/")]
    [InlineData("CLOUDEVENTS", "ADDRESS", "/")]
    [InlineData("QUICKWIT", "HOSTPORT", "/api/v1/falco/ingest")]
    [InlineData("OPENOBSERVE", "HOSTPORT", "/api/default/falco/_multi")]
    [InlineData("ZINCSEARCH", "HOSTPORT", "/api/falco/_doc")]
    public async Task They_send_findings(string output, string key, string path)
    {
        await using var fake = await Fake.StartAsync();
        // OpenObserve says in its answer what it took.
        fake.Answer = (_, _) => (200, """{"code":200,"status":[{"name":"falco","successful":1,"failed":0}]}""");
        await using var bench = await Bench.StartAsync(($"{output}_{key}", $"{fake.Url}"), ($"{output}_ENCODING", "ocsf"));
        await Outage.SendAsync(bench, 0, 1);
        await Outage.DeliveredAsync(bench);
        fake.Requests.Single().Target.Should().Be(path);
        ((int?)JsonNode.Parse(fake.Requests.Single().Body)!["class_uid"]).Should().Be(2004);
    }

    [Fact]
    public async Task A_line_of_cef_says_that_it_is_text()
    {
        await using var fake = await Fake.StartAsync();
        await using var bench = await Bench.StartAsync(("NODERED_ADDRESS", $"{fake.Url}"), ("NODERED_ENCODING", "cef"));
        await Outage.SendAsync(bench, 0, 1);
        await Outage.DeliveredAsync(bench);
        fake.Requests.Single().Headers["Content-Type"].Should().StartWith("text/plain");
        fake.Requests.Single().Body.Should().StartWith("CEF:0|");
    }

    /// <summary>https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding</summary>
    [Fact]
    public async Task Otlp_is_a_request_for_logs()
    {
        await using var fake = await Fake.StartAsync();
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"), ("WEBHOOK_ENCODING", "otlp"));
        await Outage.SendAsync(bench, 0, 1);
        await Outage.DeliveredAsync(bench);
        var logs = JsonNode.Parse(fake.Requests.Single().Body)!["resourceLogs"]![0]!;
        Attributes(logs["resource"]!).Should().Equal(new Dictionary<string, string> { ["service.name"] = "{\"stringValue\":\"falco\"}", ["host.name"] = "{\"stringValue\":\"host-1\"}" });
        var record = logs["scopeLogs"]![0]!["logRecords"]![0]!;
        ((string?)record["timeUnixNano"], (int?)record["severityNumber"], (string?)record["severityText"]).Should().Be(("1714564800000000000", 13, "Warning"));
        ((string?)record["body"]!["stringValue"]).Should().Contain("A shell was spawned");
        Attributes(record).Should().Contain(new Dictionary<string, string>
        {
            ["rule"] = "{\"stringValue\":\"Terminal shell\"}", ["proc.name"] = "{\"stringValue\":\"bash\"}", ["evt.time"] = "{\"intValue\":\"1714564800000000001\"}",
        }).And.NotContainKey("container.id");
    }

    private static Dictionary<string, string> Attributes(JsonNode of) => of["attributes"]!.AsArray().ToDictionary(a => (string)a!["key"]!, a => a!["value"]!.ToJsonString());
}
