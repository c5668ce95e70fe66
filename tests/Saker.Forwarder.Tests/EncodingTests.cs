using System.Text.Json;
using System.Text.Json.Nodes;

namespace Saker.Forwarder.Tests;

/// <summary>Alerts in the languages of others.</summary>
public sealed class EncodingTests
{
    private const string Fields = """
        "container.id":"3ad7b26ded6d","container.image.repository":"nginx","evt.type":"openat","fd.name":"/etc/shadow","fd.sip":"10.0.0.1","fd.sport":443,
        "k8s.ns.name":"shop","k8s.pod.name":"web-1","number":"0","proc.cmdline":"cat /etc/shadow","proc.exepath":"/usr/bin/cat","proc.name":"cat","proc.pid":42,
        "proc.pname":"sh","user.name":"root","user.uid":0
        """;

    /// <summary>Attributes and their numbers: https://schema.ocsf.io/1.4.0/classes/detection_finding</summary>
    [Fact]
    public async Task Ocsf_is_a_detection_finding()
    {
        var finding = await SentAsync("ocsf");
        Values(finding, "class_uid", "category_uid", "activity_id", "type_uid", "severity_id", "status_id", "time").Should().Equal("2004", "2", "1", "200401", "3", "1", "1714564800000");
        // What the class requires.
        foreach (string required in new[] { "activity_id", "category_uid", "class_uid", "finding_info", "metadata", "severity_id", "time", "type_uid" })
            finding.ContainsKey(required).Should().BeTrue(required);
        Values(finding["metadata"]!, "version", "log_provider").Should().Equal("1.4.0", "syscall");
        finding["metadata"]!["product"]!["name"]!.ToString().Should().Be("Saker");
        Values(finding["finding_info"]!, "title", "uid").Should().Equal("Terminal shell", finding["metadata"]!["uid"]!.ToString());
        finding["finding_info"]!["attacks"]![0]!["technique"]!["uid"]!.ToString().Should().Be("T1059");
        var evidence = finding["evidences"]![0]!;
        Values(evidence["process"]!, "name", "pid", "cmd_line").Should().Equal("cat", "42", "cat /etc/shadow");
        evidence["process"]!["user"]!["name"]!.ToString().Should().Be("root");
        evidence["process"]!["parent_process"]!["name"]!.ToString().Should().Be("sh");
        Values(evidence["file"]!, "path", "name").Should().Equal("/etc/shadow", "shadow");
        Values(evidence["dst_endpoint"]!, "ip", "port").Should().Equal("10.0.0.1", "443");
        evidence["container"]!["uid"]!.ToString().Should().Be("3ad7b26ded6d");
        Values(finding["resources"]![0]!, "name", "namespace").Should().Equal("web-1", "shop");
        finding["device"]!["hostname"]!.ToString().Should().Be("host-1");
        finding["unmapped"]!["number"]!.ToString().Should().Be("0");
    }

    /// <summary>https://www.elastic.co/docs/reference/ecs/ecs-field-reference</summary>
    [Fact]
    public async Task Ecs_is_an_alert_of_intrusion_detection()
    {
        var document = await SentAsync("ecs");
        Values(document, "@timestamp").Should().Equal("2024-05-01T12:00:00Z");
        Values(document["event"]!, "kind", "category", "severity", "provider", "action").Should().Equal("alert", "[\"intrusion_detection\"]", "4", "syscall", "openat");
        document["rule"]!["name"]!.ToString().Should().Be("Terminal shell");
        document["host"]!["name"]!.ToString().Should().Be("host-1");
        Values(document["process"]!, "name", "pid", "command_line", "executable").Should().Equal("cat", "42", "cat /etc/shadow", "/usr/bin/cat");
        Values(document["user"]!, "name", "id").Should().Equal("root", "0");
        document["user"]!["id"]!.GetValueKind().Should().Be(JsonValueKind.String);
        document["file"]!["path"]!.ToString().Should().Be("/etc/shadow");
        Values(document["destination"]!, "ip", "port").Should().Equal("10.0.0.1", "443");
        Values(document["orchestrator"]!, "namespace", "type").Should().Equal("shop", "kubernetes");
        document["threat"]!["technique"]!["id"]![0]!.ToString().Should().Be("T1059");
        document["falco"]!["output_fields"]!["proc_name"]!.ToString().Should().Be("cat");
    }

    [Fact]
    public async Task Cef_is_text()
    {
        await using var fake = await Fake.StartAsync();
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"), ("WEBHOOK_ENCODING", "CEF"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => fake.Requests.Count == 1, () => string.Join('\n', bench.Log));
        fake.Requests.Single().Headers["Content-Type"].Should().Be("text/plain; charset=utf-8");
        fake.Requests.Single().Body.Should().StartWith("CEF:0|Falcosecurity|Falco|1.0|Falco Event|Terminal shell|6|");
    }

    [Theory]
    [InlineData("WEBHOOK_ENCODING", "xml", "one of falco, ocsf, ecs, otlp, cef is expected")]
    [InlineData("LOGSTASH_ENCODING", "cef", "one of falco, ocsf, ecs, otlp is expected")]
    public async Task A_language_that_is_not_spoken_is_an_error(string variable, string value, string why) =>
        (await FluentActions.Awaiting(() => Bench.StartAsync(("WEBHOOK_ADDRESS", "http://127.0.0.1:1/"), ("LOGSTASH_ADDRESS", "127.0.0.1"), (variable, value))).Should()
            .ThrowAsync<Configuration.ForwarderConfigException>()).Which.Message.Should().Contain(variable).And.Contain(why);

    [Fact]
    public async Task Elasticsearch_takes_documents_of_its_own_schema()
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, _) => (200, "{\"errors\":false}");
        await using var bench = await Bench.StartAsync(("ELASTICSEARCH_HOSTPORT", $"{fake.Url}"), ("ELASTICSEARCH_ENCODING", "ecs"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => fake.Requests.Count == 1, () => string.Join('\n', bench.Log));
        string[] lines = fake.Requests.Single().Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Should().HaveCount(2);
        JsonNode.Parse(lines[1])!["event"]!["kind"]!.ToString().Should().Be("alert");
    }

    private static async Task<JsonObject> SentAsync(string encoding)
    {
        await using var fake = await Fake.StartAsync();
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"), ("WEBHOOK_ENCODING", encoding));
        var alert = JsonNode.Parse(Bench.Alert())!;
        alert["output_fields"] = JsonNode.Parse("{" + Fields + "}");
        (await bench.PostAsync(alert.ToJsonString())).EnsureSuccessStatusCode();
        await Wait.UntilAsync(() => fake.Requests.Count == 1, () => string.Join('\n', bench.Log));
        fake.Requests.Single().Headers["Content-Type"].Should().Be("application/json; charset=utf-8");
        return JsonNode.Parse(fake.Requests.Single().Body)!.AsObject();
    }

    private static IEnumerable<string> Values(JsonNode node, params string[] names) =>
        names.Select(n => node[n] is { } value ? value.GetValueKind() == JsonValueKind.String ? (string)value! : value.ToJsonString() : "nothing");
}
