using System.Text.Json;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Tests;

/// <summary>Keys that change little have the effect that their help promises, or are said to have none.</summary>
public sealed class KeyEffectTests
{
    [Fact]
    public async Task Keys_without_effect_are_warned_about()
    {
        await using var bench = await Bench.StartAsync(
            ("ELASTICSEARCH_BATCHING_BATCHSIZE", "1"), ("OTLP_LOGS_SYNCED", "true"), ("ELASTICSEARCH_TYPE", "_doc"));
        bench.Log.Where(l => l.Contains("Has no effect", StringComparison.Ordinal)).Select(l => l.Split(':')[0]).Should().BeEquivalentTo(
            "environment variable ELASTICSEARCH_BATCHING_BATCHSIZE", "environment variable OTLP_LOGS_SYNCED");
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("0s")]
    [InlineData("100h")]
    public async Task A_timeout_that_is_none_is_an_error(string value) =>
        (await FluentActions.Awaiting(() => Bench.StartAsync(("WEBHOOK_ADDRESS", "http://127.0.0.1:1/"), ("DELIVERY_TIMEOUT", value))).Should()
            .ThrowAsync<ForwarderConfigException>()).Which.Message.Should().Contain("DELIVERY_TIMEOUT");

    [Fact]
    public async Task Debug_logs_what_an_output_has_taken()
    {
        await using var fake = await Fake.StartAsync();
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"), ("DEBUG", "true"));
        await bench.PostAsync(Bench.Alert(42));
        await Wait.UntilAsync(() => bench.Log.Any(l => l.StartsWith("output webhook has {", StringComparison.Ordinal) && l.Contains("\"number\":\"42\"", StringComparison.Ordinal)),
            () => string.Join('\n', bench.Log));
    }

    [Theory]
    [InlineData(404, true)]
    [InlineData(200, false)]
    public async Task Elasticsearch_gets_an_index_template_first_unless_it_has_one(int found, bool isMade)
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, seen) => (seen.Method == "HEAD" ? found : 200, seen.Method == "HEAD" ? "" : "{\"errors\":false}");
        await using var bench = await Bench.StartAsync(("ELASTICSEARCH_HOSTPORT", $"{fake.Url}"), ("ELASTICSEARCH_CREATEINDEXTEMPLATE", "true"),
            ("ELASTICSEARCH_NUMBEROFSHARDS", "2"), ("ELASTICSEARCH_NUMBEROFREPLICAS", "0"), ("ELASTICSEARCH_APIKEY", "k"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => fake.Requests.Any(r => r.Target == "/_bulk"), () => string.Join('\n', bench.Log));
        string[] expected = isMade ? ["HEAD /_index_template/falco", "PUT /_index_template/falco", "POST /_bulk"] : ["HEAD /_index_template/falco", "POST /_bulk"];
        fake.Requests.Select(r => $"{r.Method} {r.Target}").Should().Equal(expected);
        fake.Requests.Should().OnlyContain(r => r.Headers["Authorization"] == "ApiKey k");
        if (!isMade)
            return;
        using var template = JsonDocument.Parse(fake.Requests.ElementAt(1).Body);
        template.RootElement.GetProperty("template").GetProperty("settings").GetRawText().Should().Be("""{"number_of_shards":2,"number_of_replicas":0}""");
    }

    [Fact]
    public async Task Elasticsearch_is_sent_packed_bodies_when_asked_to()
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, _) => (200, "{\"errors\":false}");
        await using var bench = await Bench.StartAsync(("ELASTICSEARCH_HOSTPORT", $"{fake.Url}"), ("ELASTICSEARCH_ENABLECOMPRESSION", "true"));
        await bench.PostAsync(Bench.Alert(7));
        await Wait.UntilAsync(() => fake.Requests.Count == 1, () => string.Join('\n', bench.Log));
        fake.Requests.Single().Headers["Content-Encoding"].Should().Be("gzip");
        fake.Requests.Single().Body.Should().StartWith("{\"create\":").And.Contain("\"number\":\"7\"");
    }
}
