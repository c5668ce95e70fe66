using System.Text.Json;
using System.Text.RegularExpressions;
using Saker.EndToEnd.Tests.Fixture;
using Saker.Forwarder.Tests;
using Saker.Forwarder.Tests.Servers;

namespace Saker.EndToEnd.Tests;

/// <summary>From an act on this machine to where people look: sensor, forwarder, Alertmanager and an endpoint that takes what Loki does.</summary>
/// <remarks>Its act is one that others must not do meanwhile, nor may it be seen by those who count such acts: they all come one after the other.</remarks>
[Collection(nameof(LiveSensor))]
public partial class ForwardingTests
{
    [Fact]
    public async Task An_attack_is_seen_in_alertmanager_and_in_loki()
    {
        await using var alertmanager = await new ServerProcess("prometheus-alertmanager", s =>
        [
            $"--config.file={s.Write("alertmanager.yml", "route: {receiver: none}\nreceivers: [{name: none}]\n")}", $"--storage.path={Path.Combine(s.Folder, "data")}",
            $"--web.listen-address=127.0.0.1:{s.Port}", "--cluster.listen-address=",
        ]).StartAsync();
        await using var loki = await Fake.StartAsync();
        loki.Answer = (_, seen) => (IsPush(seen) ? 204 : 400, "");
        string spool = Directory.CreateTempSubdirectory("saker-forwarding-").FullName;
        try
        {
            await using var forwarder = ForwarderProcess.Start(("SPOOL_DIRECTORY", spool), ("ALERTMANAGER_HOSTPORT", $"http://127.0.0.1:{alertmanager.Port}"),
                ("LOKI_HOSTPORT", $"{loki.Url}"), ("LOKI_FORMAT", "json"), ("CLUSTER_NAME", "prod"));
            using var sensor = OwnSensor.Start(
                $"json_output: true\nhttp_output: {{enabled: true, url: \"{await forwarder.AddressAsync()}\"}}\njson_include_output_property: true\nsaker: {{spool: {{enabled: false}} }}",
                await File.ReadAllTextAsync(Path.Combine(LiveSensor.Metadata("Repository"), "rules", "stable.yaml"), TestContext.Current.CancellationToken));

            Shell.Run("/bin/sh", "-c", "cat /etc/shadow; true");

            using var client = new HttpClient();
            JsonElement seen = default;
            await Fixture.Wait.Until(() => Alerts(client, alertmanager.Port).TryGetValue("Read sensitive file untrusted", out seen), TimeSpan.FromSeconds(60), forwarder.Said);
            var labels = seen.GetProperty("labels");
            Text(labels, "severity").Should().Be("warning");
            Text(labels, "proc_cmdline").Should().Be("cat /etc/shadow");
            Text(labels, "fd_name").Should().Be("/etc/shadow");
            Text(labels, "user_name").Should().Be("root");
            Text(labels, "k8s_cluster_name").Should().Be("prod");
            Text(labels, "hostname").Should().Be(Environment.MachineName);

            await Fixture.Wait.Until(() => Lines(loki).Any(l => Text(l, "rule") == "Read sensitive file untrusted"), TimeSpan.FromSeconds(60), forwarder.Said);
            var line = Lines(loki).First(l => Text(l, "rule") == "Read sensitive file untrusted");
            Text(line, "priority").Should().Be("Warning");
            Text(line.GetProperty("output_fields"), "proc.cmdline").Should().Be("cat /etc/shadow");
            line.GetProperty("tags").EnumerateArray().Select(t => t.GetString()).Should().Contain(["T1555", "maturity_stable"]);
            loki.Requests.Should().OnlyContain(r => IsPush(r));
        }
        finally
        {
            Directory.Delete(spool, recursive: true);
        }
    }

    private static Dictionary<string, JsonElement> Alerts(HttpClient client, int port)
    {
        using var alerts = JsonDocument.Parse(client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/api/v2/alerts")).Result);
        return alerts.RootElement.EnumerateArray().GroupBy(a => Text(a.GetProperty("labels"), "alertname")!).ToDictionary(g => g.Key, g => g.First().Clone());
    }

    /// <summary>Whether a request is one that Loki takes: https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs</summary>
    private static bool IsPush(Seen seen)
    {
        if (seen.Method != "POST" || seen.Target != "/loki/api/v1/push" || !seen.Headers["Content-Type"].StartsWith("application/json", StringComparison.Ordinal))
            return false;
        using var body = JsonDocument.Parse(seen.Body);
        return body.RootElement.GetProperty("streams").EnumerateArray().All(s =>
            s.GetProperty("stream").EnumerateObject().All(l => LabelName().IsMatch(l.Name) && l.Value.ValueKind == JsonValueKind.String)
            && s.GetProperty("values").EnumerateArray().All(v => v.GetArrayLength() == 2 && Nanoseconds().IsMatch(v[0].GetString()!) && v[1].ValueKind == JsonValueKind.String));
    }

    private static IEnumerable<JsonElement> Lines(Fake loki) => loki.Requests.SelectMany(r => JsonDocument.Parse(r.Body).RootElement.GetProperty("streams").EnumerateArray())
        .SelectMany(s => s.GetProperty("values").EnumerateArray()).Select(v => JsonDocument.Parse(v[1].GetString()!).RootElement);

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_]*$")]
    private static partial Regex LabelName();

    [GeneratedRegex("^[0-9]{19}$")]
    private static partial Regex Nanoseconds();
}
