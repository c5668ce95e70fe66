using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests;

/// <summary>
/// Each environment variable of the outputs that take HTTP, and of what happens to alerts before, changes something that can be seen: what is sent, whether
/// it is sent, or whether the forwarder starts.
/// </summary>
public sealed partial class VariableEffectTests
{
    private const string Alert = """
        {"hostname":"host-1","output":"12:00:00.000000001: Warning A shell (user=root)","priority":"Warning","rule":"Terminal shell","source":"syscall","tags":["T1059"],
         "time":"2024-05-01T12:00:00.123456789Z","output_fields":{"evt.time":1714564800000000001,"proc.name":"bash","proc.aname[2]":"init","n_drops":"1","number":"1"}}
        """;

    /// <summary>The outputs: what turns them on, towards the fake.</summary>
    private static readonly string[] outputs =
    [
        "SLACK_WEBHOOKURL=FAKE/x", "ROCKETCHAT_WEBHOOKURL=FAKE/x", "MATTERMOST_WEBHOOKURL=FAKE/x", "TEAMS_WEBHOOKURL=FAKE/x", "WEBEX_WEBHOOKURL=FAKE/x", "DISCORD_WEBHOOKURL=FAKE/x",
        "GOOGLECHAT_WEBHOOKURL=FAKE/x", "CLIQ_WEBHOOKURL=FAKE/x", "TELEGRAM_HOST=FAKE;TELEGRAM_TOKEN=t;TELEGRAM_CHATID=1", "ALERTMANAGER_HOSTPORT=FAKE",
        "OPSGENIE_ADDRESS=FAKE/x;OPSGENIE_APIKEY=k", "PAGERDUTY_ADDRESS=FAKE/x;PAGERDUTY_ROUTINGKEY=k", "GRAFANAONCALL_WEBHOOKURL=FAKE/x", "GOTIFY_HOSTPORT=FAKE",
        "DATADOG_HOST=FAKE;DATADOG_APIKEY=k", "DATADOGLOGS_HOST=FAKE;DATADOGLOGS_APIKEY=k", "INFLUXDB_HOSTPORT=FAKE", "GRAFANA_HOSTPORT=FAKE;GRAFANA_APIKEY=k",
        "SPYDERBAT_APIURL=FAKE;SPYDERBAT_ORGUID=o", "ELASTICSEARCH_HOSTPORT=FAKE", "QUICKWIT_HOSTPORT=FAKE", "LOKI_HOSTPORT=FAKE", "SUMOLOGIC_RECEIVERURL=FAKE/x",
        "SPLUNK_HOST=FAKE/x", "ZINCSEARCH_HOSTPORT=FAKE", "OPENOBSERVE_HOSTPORT=FAKE", "DYNATRACE_APIURL=FAKE;DYNATRACE_APITOKEN=t", "TEKTON_EVENTLISTENER=FAKE",
        "GCP_CLOUDRUN_ENDPOINT=FAKE;GCP_CLOUDRUN_JWT=j", "KAFKAREST_ADDRESS=FAKE/x", "WEBHOOK_ADDRESS=FAKE/x", "NODERED_ADDRESS=FAKE/x", "N8N_ADDRESS=FAKE/x", "WEBUI_URL=FAKE",
        "CLOUDEVENTS_ADDRESS=FAKE", "TALON_ADDRESS=FAKE", "AZURE_FUNCTIONS_ADDRESS=FAKE",
    ];

    /// <summary>What has to be set, too, for a key to mean something.</summary>
    private static readonly Dictionary<string, string> together = new()
    {
        ["influxdb.bucket"] = "INFLUXDB_ORGANIZATION=o", ["influxdb.password"] = "INFLUXDB_USER=u", ["elasticsearch.password"] = "ELASTICSEARCH_USERNAME=u",
        ["elasticsearch.numberofshards"] = "ELASTICSEARCH_CREATEINDEXTEMPLATE=true", ["elasticsearch.numberofreplicas"] = "ELASTICSEARCH_CREATEINDEXTEMPLATE=true",
        ["quickwit.version"] = "QUICKWIT_AUTOCREATEINDEX=true", ["loki.user"] = "LOKI_APIKEY=k", ["loki.apikey"] = "LOKI_USER=u", ["zincsearch.password"] = "ZINCSEARCH_USERNAME=u",
        ["openobserve.password"] = "OPENOBSERVE_USERNAME=u", ["nodered.password"] = "NODERED_USER=u", ["n8n.password"] = "N8N_USER=u",
        ["n8n.headerauthname"] = "N8N_HEADERAUTHVALUE=v", ["n8n.headerauthvalue"] = "N8N_HEADERAUTHNAME=X-N", ["loki.encoding"] = "LOKI_FORMAT=json",
    };

    /// <summary>Values of keys that do not take any.</summary>
    private static readonly Dictionary<string, string> values = new()
    {
        ["outputformat"] = "text", ["card"] = "adaptivecard", ["messageformat"] = "M {{ .Rule }}", ["encoding"] = "ocsf", ["condition"] = "rule = none", ["dropeventdefaultpriority"] = "emergency",
        ["dropeventthresholds"] = "0:emergency", ["customseveritymap"] = "warning:w,critical:c", ["loki.extralabels"] = "proc.name", ["precision"] = "s", ["suffix"] = "none",
        ["gotify.format"] = "json", ["loki.format"] = "json", ["method"] = "put", ["endpoint"] = "/other", ["ratelimit.alerts"] = "1", ["kafkarest.version"] = "1",
        ["outputfieldformat"] = "<priority>: <output>", ["templatedfields"] = "t:{{ index . \"proc.name\" }}", ["bracketreplacer"] = "_",
    };

    /// <summary>Keys that are seen elsewhere: certificates below and in the tests of servers, requests at a time and intervals in those of lanes and limits, regions below.</summary>
    private static readonly string[] elsewhere = ["checkcert", "maxconcurrentrequests", "ratelimit.interval", "region", "address"];

    public static TheoryData<string> Outputs => [.. outputs];

    [Theory]
    [MemberData(nameof(Outputs))]
    public async Task Every_variable_of_an_output_has_an_effect(string output)
    {
        var on = Pairs(output);
        string section = DestinationCatalog.All.Select(d => d.Path).Where(p => output.StartsWith(p.Replace('.', '_').ToUpperInvariant() + "_", StringComparison.Ordinal)).MaxBy(p => p.Length)!;
        var keys = DestinationCatalog.All.Single(d => d.Path == section).AllKeys
            .Where(k => k.HasEffect && !elsewhere.Contains(k.Path[(section.Length + 1)..]) && on.All(s => s.Name != k.Variable));
        List<string> without = [];
        foreach (var key in keys)
        {
            (string, string)[] needed = [.. on, .. together.TryGetValue(key.Path, out string? more) ? Pairs(more) : []];
            // A limit is seen by the second alert only; others by one, since whether two go together is a matter of moments.
            int alerts = key.Path.EndsWith("ratelimit.alerts", StringComparison.Ordinal) ? 2 : 1;
            if (await SeenAsync(needed, alerts) == await SeenAsync([.. needed, (key.Variable, Other(key))], alerts))
                without.Add(key.Variable);
        }

        without.Should().BeEmpty();
    }

    [Theory]
    [InlineData("CUSTOMFIELDS")]
    [InlineData("TEMPLATEDFIELDS")]
    [InlineData("CUSTOMTAGS")]
    [InlineData("BRACKETREPLACER")]
    [InlineData("OUTPUTFIELDFORMAT")]
    [InlineData("CLUSTER_NAME")]
    [InlineData("CLUSTER_LABELS")]
    public async Task Every_variable_about_alerts_has_an_effect(string variable)
    {
        (string, string)[] on = [("WEBHOOK_ADDRESS", "FAKE")];
        var key = DestinationCatalog.SharedKeys.Single(k => k.Variable == variable);
        (await SeenAsync([.. on, (variable, Other(key))])).Should().NotBe(await SeenAsync(on));
    }

    [Theory]
    [MemberData(nameof(Outputs))]
    public async Task A_certificate_is_checked_unless_the_variable_says_no(string output)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=somebody", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var fake = await Fake.StartAsync(certificate: () => certificate);
        fake.Answer = (_, seen) => Answer(output, seen);
        string section = DestinationCatalog.All.Select(d => d.Path.Replace('.', '_').ToUpperInvariant()).Where(p => output.StartsWith(p + "_", StringComparison.Ordinal)).MaxBy(p => p.Length)!;
        await using var bench = await Bench.StartAsync(Towards(fake, Pairs(output)));
        await bench.PostAsync(Alert);
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("certificate", StringComparison.OrdinalIgnoreCase)), () => string.Join('\n', bench.Log));
        fake.Requests.Should().BeEmpty();
        await bench.RestartAsync(($"{section}_CHECKCERT", "false"));
        await Outage.DeliveredAsync(bench);
        fake.Requests.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("opsgenie", "apikey", "api.opsgenie.com", "api.eu.opsgenie.com")]
    [InlineData("pagerduty", "routingkey", "events.pagerduty.com", "events.eu.pagerduty.com")]
    public async Task A_region_is_another_host(string path, string key, string usual, string eu)
    {
        var definition = DestinationCatalog.All.Single(d => d.Path == path);
        foreach (var (region, host) in new[] { ("", usual), ("us", usual), ("EU", eu) })
        {
            var variables = new Dictionary<string, string> { [$"{path}_{key}".ToUpperInvariant()] = "k", [$"{path}_region".ToUpperInvariant()] = region };
            var settings = SettingsReader.Read(DestinationCatalog.Keys, null, variables.GetValueOrDefault, _ => { });
            await using var destination = definition.Create(new DestinationContext(settings.Section(path), settings.Root));
            destination.Hosts.Should().Equal(host);
        }
    }

    /// <summary>All that a forwarder with some variables lets be seen of alerts: what it sends, or why it does not start.</summary>
    private static async Task<string> SeenAsync((string Name, string Value)[] variables, int alerts = 1)
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, seen) => Answer(variables[0].Name, seen);
        Bench bench;
        try
        {
            bench = await Bench.StartAsync(Towards(fake, variables));
        }
        catch (ForwarderConfigException e)
        {
            return e.Message;
        }

        await using (bench)
        {
            for (int i = 0; i < alerts; i++)
                (await bench.PostAsync(Alert)).EnsureSuccessStatusCode();
            await Outage.DeliveredAsync(bench);
        }

        var requests = fake.Requests.Select(r => $"{r.Method} {r.Target} {string.Join(' ', r.Headers.Where(h => h.Key is not ("Host" or "Content-Length" or "traceparent")).OrderBy(h => h.Key))} {r.Body}");
        return Changing().Replace(string.Join('\n', requests), "");
    }

    private static (int, string) Answer(string output, Seen seen) => output.Split('_')[0] switch
    {
        "DYNATRACE" => (204, ""),
        "KAFKAREST" => (200, """{"offsets":[]}"""),
        "OPENOBSERVE" => (200, """{"status":[]}"""),
        "SPYDERBAT" => (200, "[]"),
        _ => (seen.Method is "GET" or "HEAD" ? 404 : 200, seen.Method is "HEAD" ? "" : "{}"),
    };

    /// <summary>A value that is not the default: that of the key, of its name in every section, or one of its kind.</summary>
    private static string Other(ConfigKey key)
    {
        string[] parts = key.Path.Split('.');
        var names = Enumerable.Range(0, parts.Length).Select(i => string.Join('.', parts[i..]));
        return names.Select(n => values.GetValueOrDefault(n)).FirstOrDefault(v => v is not null) ?? key.Kind switch
        {
            SettingKind.Number => key.Default == "7" ? "8" : "7",
            SettingKind.Flag => key.Default == "true" ? "false" : "true",
            SettingKind.Priority => "critical",
            SettingKind.List => "l1,l2",
            SettingKind.Map => "ma:mb",
            _ => "other",
        };
    }

    private static (string Name, string Value)[] Towards(Fake fake, (string Name, string Value)[] variables) =>
        [.. variables.Select(v => (v.Name, v.Value.Replace("FAKE", fake.Url.ToString().TrimEnd('/'), StringComparison.Ordinal)))];

    private static (string Name, string Value)[] Pairs(string text) => [.. text.Split(';').Select(p => (p[..p.IndexOf('=')], p[(p.IndexOf('=') + 1)..]))];

    // Ids and the port of the fake.
    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex Changing();
}
