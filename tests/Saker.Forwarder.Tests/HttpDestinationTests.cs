using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Saker.Forwarder.Tests.Servers;
using Saker.Forwarder.Tests.Vendors;

namespace Saker.Forwarder.Tests;

/// <summary>
/// What every destination that takes HTTP is sent: method and target, headers, parts of the body; and that the vendor, which goes by its own document,
/// takes it. FAKE stands for the address of the fake.
/// </summary>
public sealed class HttpDestinationTests
{
    private const string Json = "application/json; charset=utf-8";

    public static TheoryData<string, string, string, string> Cases => new()
    {
        // Settings; method and target; headers; values at places of the body.
        { "SLACK_WEBHOOKURL=FAKE/services/T/B/x;SLACK_CHANNEL=#sec;SLACK_MESSAGEFORMAT=by {{ index .OutputFields \"user.name\" }}", "POST /services/T/B/x", $"Content-Type={Json}",
            "channel=#sec;text=by root;username=Saker;attachments.0.color=#ffc700;attachments.0.fields.0.title=rule;attachments.0.fields.0.value=Terminal shell" },
        { "ROCKETCHAT_WEBHOOKURL=FAKE/hooks/a/b;ROCKETCHAT_ICON=http://i/", "POST /hooks/a/b", $"Content-Type={Json}", "avatar=http://i/;attachments.0.fields.1.value=Warning" },
        { "MATTERMOST_WEBHOOKURL=FAKE/hooks/a;MATTERMOST_OUTPUTFORMAT=fields", "POST /hooks/a", $"Content-Type={Json}", "attachments.0.fallback=12:00:00.000000001: Warning A shell was spawned (user=root)" },
        { "TEAMS_WEBHOOKURL=FAKE/webhookb2/x", "POST /webhookb2/x", $"Content-Type={Json}", "@type=MessageCard;themeColor=ffff00;sections.0.facts.0.name=rule" },
        { "TEAMS_WEBHOOKURL=FAKE/workflows/w/triggers/manual/paths/invoke?sv=1.0&sig=s;TEAMS_ACTIVITYIMAGE=http://i/", "POST /workflows/w/triggers/manual/paths/invoke?sv=1.0&sig=s",
            $"Content-Type={Json}", "type=message;attachments.0.content.body.0.text=Warning: Terminal shell;attachments.0.content.body.0.color=Warning;"
            + "attachments.0.content.body.2.url=http://i/;attachments.0.content.body.4.facts.0.value=Terminal shell" },
        { "WEBEX_WEBHOOKURL=FAKE/v1/webhooks/incoming/x", "POST /v1/webhooks/incoming/x", $"Content-Type={Json}", "" },
        { "DISCORD_WEBHOOKURL=FAKE/api/webhooks/1/x", "POST /api/webhooks/1/x", $"Content-Type={Json}", "embeds.0.color=12745742;embeds.0.fields.0.value=Terminal shell" },
        { "GOOGLECHAT_WEBHOOKURL=FAKE/v1/spaces/A/messages?key=k;GOOGLECHAT_MESSAGEFORMAT={{ .Rule }}", "POST /v1/spaces/A/messages?key=k", $"Content-Type={Json}",
            "text=Terminal shell;cards.0.sections.0.widgets.1.keyValue.content=Warning" },
        { "CLIQ_WEBHOOKURL=FAKE/api/v2/channelsbyname/X/message?zapikey=z;CLIQ_USEEMOJI=true;CLIQ_MESSAGEFORMAT=m", "POST /api/v2/channelsbyname/X/message?zapikey=z", $"Content-Type={Json}",
            "text=\U0001F7E1 m;slides.1.type=table;slides.1.data.rows.0.value=Terminal shell" },
        { "TELEGRAM_HOST=FAKE;TELEGRAM_TOKEN=1:x;TELEGRAM_CHATID=-5", "POST /bot1:x/sendMessage", $"Content-Type={Json}", "chat_id=-5;parse_mode=MarkdownV2" },
        { "ALERTMANAGER_HOSTPORT=FAKE;ALERTMANAGER_EXTRALABELS=team:blue;ALERTMANAGER_EXPIRESAFTER=60", "POST /api/v2/alerts", $"Content-Type={Json}",
            "0.labels.alertname=Terminal shell;0.labels.severity=warning;0.labels.proc_name=bash;0.labels.team=blue;0.endsAt=2024-05-01T12:01:00Z;0.labels.tags=T1059,mitre_execution" },
        { "OPSGENIE_ADDRESS=FAKE/v2/alerts;OPSGENIE_APIKEY=k", "POST /v2/alerts", "Authorization=GenieKey k", "priority=P4;details.proc_name=bash;description=Terminal shell" },
        { "PAGERDUTY_ADDRESS=FAKE/v2/enqueue;PAGERDUTY_ROUTINGKEY=k", "POST /v2/enqueue", $"Content-Type={Json}",
            "routing_key=k;event_action=trigger;payload.severity=warning;payload.custom_details.proc.name=bash;payload.timestamp=2024-05-01T12:00:00Z" },
        { "GRAFANAONCALL_WEBHOOKURL=FAKE/integrations/v1/webhook/x/", "POST /integrations/v1/webhook/x/", $"Content-Type={Json}", "state=alerting;title=[Warning] Terminal shell" },
        { "GOTIFY_HOSTPORT=FAKE;GOTIFY_TOKEN=t", "POST /message", "X-Gotify-Key=t", "priority=4;title=[Falco] [Warning] Terminal shell;extras.client::display.contentType=text/markdown" },
        { "DATADOG_HOST=FAKE;DATADOG_APIKEY=k", "POST /api/v1/events", "DD-API-KEY=k", "title=Terminal shell;alert_type=warning;source_type_name=falco" },
        { "DATADOGLOGS_HOST=FAKE/;DATADOGLOGS_APIKEY=k;DATADOGLOGS_SERVICE=s", "POST /api/v2/logs", "DD-API-KEY=k", "0.ddsource=falco;0.service=s;0.hostname=host-1;0.ddtags=T1059,mitre_execution" },
        { "INFLUXDB_HOSTPORT=FAKE;INFLUXDB_USER=u;INFLUXDB_PASSWORD=p", "POST /write?db=falco&precision=ns", "Authorization=Basic dTpw;Content-Type=text/plain; charset=utf-8", "" },
        { "INFLUXDB_HOSTPORT=FAKE;INFLUXDB_ORGANIZATION=o;INFLUXDB_TOKEN=t", "POST /api/v2/write?org=o&bucket=falco&precision=ns", "Authorization=Token t", "" },
        { "GRAFANA_HOSTPORT=FAKE;GRAFANA_APIKEY=k;GRAFANA_PANELID=3", "POST /api/annotations", "Authorization=Bearer k", "panelId=3;time=1714564800000;tags.1=Warning" },
        { "SPYDERBAT_APIURL=FAKE;SPYDERBAT_ORGUID=o;SPYDERBAT_APIKEY=k", "POST /api/v1/org/o/source/falcosidekick_o/data/sb-agent", "Authorization=Bearer k;Content-Type=application/ndjson", "schema=falco_alert::1.0.0;level=medium;args=" },
        { "QUICKWIT_HOSTPORT=FAKE", "POST /api/v1/falco/ingest", $"Content-Type={Json}", "rule=Terminal shell" },
        { "LOKI_HOSTPORT=FAKE;LOKI_TENANT=t;LOKI_USER=u;LOKI_APIKEY=p;LOKI_EXTRALABELS=proc.name", "POST /loki/api/v1/push", "X-Scope-OrgID=t;Authorization=Basic dTpw",
            "streams.0.stream.rule=Terminal shell;streams.0.stream.proc_name=bash;streams.0.values.0.0=1714564800000000000" },
        { "ELASTICSEARCH_HOSTPORT=FAKE;ELASTICSEARCH_APIKEY=k", "POST /_bulk", "Content-Type=application/x-ndjson", "" },
        { "QUICKWIT_HOSTPORT=FAKE;QUICKWIT_AUTOCREATEINDEX=true", "POST /api/v1/falco/ingest", $"Content-Type={Json}", "rule=Terminal shell" },
        { "SUMOLOGIC_RECEIVERURL=FAKE/receiver/v1/http/x;SUMOLOGIC_SOURCECATEGORY=c;SUMOLOGIC_NAME=n", "POST /receiver/v1/http/x", "X-Sumo-Category=c;X-Sumo-Name=n", "rule=Terminal shell" },
        { "SPLUNK_HOST=FAKE/services/collector/event;SPLUNK_TOKEN=t", "POST /services/collector/event", "Authorization=Splunk t", "time=1714564800.000;sourcetype=falcosidekick;event.rule=Terminal shell" },
        { "ZINCSEARCH_HOSTPORT=FAKE;ZINCSEARCH_USERNAME=u;ZINCSEARCH_PASSWORD=p", "POST /api/falco/_doc", "Authorization=Basic dTpw", "rule=Terminal shell" },
        { "OPENOBSERVE_HOSTPORT=FAKE;OPENOBSERVE_USERNAME=u;OPENOBSERVE_PASSWORD=p", "POST /api/default/falco/_multi", "Authorization=Basic dTpw", "rule=Terminal shell" },
        { "DYNATRACE_APIURL=FAKE/api;DYNATRACE_APITOKEN=t", "POST /api/v2/logs/ingest", "Authorization=Api-Token t", "0.event.name=Terminal shell;0.process.executable.name=bash;0.mitre.technique=T1059" },
        { "OPENFAAS_FUNCTIONNAME=f;OPENFAAS_GATEWAYSERVICE=127.0;OPENFAAS_GATEWAYNAMESPACE=0.1;OPENFAAS_GATEWAYPORT=PORT", "POST /function/f.openfaas-fn", $"Content-Type={Json}", "rule=Terminal shell" },
        { "GCP_CLOUDRUN_ENDPOINT=FAKE/f;GCP_CLOUDRUN_JWT=j", "POST /f", "Authorization=Bearer j", "rule=Terminal shell" },
        { "TEKTON_EVENTLISTENER=FAKE/", "POST /", $"Content-Type={Json}", "rule=Terminal shell" },
        { "KAFKAREST_ADDRESS=FAKE/topics/t", "POST /topics/t", "Content-Type=application/vnd.kafka.binary.v2+json", "" },
        { "WEBHOOK_ADDRESS=FAKE/x;WEBHOOK_METHOD=put;WEBHOOK_CUSTOMHEADERS=X-A:b", "PUT /x", "X-A=b", "rule=Terminal shell;priority=Warning;source=syscall;hostname=host-1" },
        { "NODERED_ADDRESS=FAKE/n;NODERED_USER=u;NODERED_PASSWORD=p", "POST /n", "Authorization=Basic dTpw", "rule=Terminal shell" },
        { "N8N_ADDRESS=FAKE/n;N8N_HEADERAUTHNAME=X-N;N8N_HEADERAUTHVALUE=v", "POST /n", "X-N=v", "rule=Terminal shell" },
        { "WEBUI_URL=FAKE/", "POST /", $"Content-Type={Json}", "event.rule=Terminal shell" },
        { "CLOUDEVENTS_ADDRESS=FAKE/;CLOUDEVENTS_EXTENSIONS=Team:blue", "POST /", "ce-specversion=1.0;ce-type=falco.rule.output.v1;ce-rule=Terminal%20shell;ce-team=blue;ce-time=2024-05-01T12:00:00Z", "rule=Terminal shell" },
        { "TALON_ADDRESS=FAKE/", "POST /", $"Content-Type={Json}", "rule=Terminal shell" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_destination_is_sent_what_its_vendor_documents(string settings, string target, string headers, string values)
    {
        await using var fake = await Fake.StartAsync();
        var refusals = VendorOf(settings).Play(fake);
        await using var bench = await Bench.StartAsync(Settings(settings, fake));
        await bench.PostAsync(Bench.Alert());
        await Outage.DeliveredAsync(bench);
        refusals.Should().BeEmpty();
        var seen = fake.Requests.Last();
        $"{seen.Method} {seen.Target}".Should().Be(target);
        foreach (var (name, value) in Pairs(headers))
            seen.Headers.Should().Contain(new KeyValuePair<string, string>(name, value));
        foreach (var (place, value) in Pairs(values))
            At(JsonNode.Parse(seen.Body)!, place).Should().Be(value, place);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_is_odd_or_long_is_taken_by_the_vendor_too(string settings, string target, string headers, string values)
    {
        _ = (target, headers, values);
        await using var fake = await Fake.StartAsync();
        var refusals = VendorOf(settings).Play(fake);
        await using var bench = await Bench.StartAsync(Settings(settings, fake));
        foreach (string alert in OddAlerts.All)
            (await bench.PostAsync(alert)).EnsureSuccessStatusCode();
        await Outage.DeliveredAsync(bench);
        refusals.Should().BeEmpty();
        bench.Log.Should().NotContain(l => l.Contains("dead letter", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_vendor_refuses_what_its_document_does_not_allow(string settings, string target, string headers, string values)
    {
        _ = (target, headers, values);
        await using var fake = await Fake.StartAsync();
        var refusals = VendorOf(settings).Play(fake);
        using var client = new HttpClient();
        using var content = new StringContent("{}", Encoding.UTF8, "text/html");
        using var answer = await client.PostAsync(new Uri(fake.Url, target.Split(' ')[1]), content, TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).Should().BeInRange(400, 499);
        refusals.Should().ContainSingle();
    }

    /// <summary>Answers of 200 that take only a part, which is what the documents at the destinations say: the others arrive, and what is refused is kept.</summary>
    [Theory]
    [InlineData("DYNATRACE_APIURL=FAKE/api;DYNATRACE_APITOKEN=t", 204, "", """{"details":{"code":200,"message":"Some log events were not ingested"}}""")]
    [InlineData("KAFKAREST_ADDRESS=FAKE/topics/t", 200, """{"offsets":[{"partition":0,"offset":1,"error_code":null}]}""",
        """{"offsets":[{"partition":null,"offset":null,"error_code":1,"error":"too large"}]}""")]
    [InlineData("OPENOBSERVE_HOSTPORT=FAKE", 200, """{"code":200,"status":[{"name":"falco","successful":1,"failed":0}]}""",
        """{"code":200,"status":[{"name":"falco","successful":0,"failed":1,"error":"too old"}]}""")]
    [InlineData("TEAMS_WEBHOOKURL=FAKE/x", 200, "1", "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413 with ContextId x")]
    public async Task An_answer_that_takes_a_part_refuses_the_rest(string settings, int status, string taken, string refused)
    {
        await using var fake = await Fake.StartAsync();
        bool IsBad(Seen seen) => Alerts(seen.Body).Contains("number\":\"2\"", StringComparison.Ordinal) || seen.Body.Contains("\"name\":\"number\",\"value\":\"2\"", StringComparison.Ordinal);
        fake.Answer = (_, seen) => IsBad(seen) ? (200, refused) : (status, taken);
        await using var bench = await Bench.StartAsync(Settings(settings, fake));
        await Outage.SendAsync(bench, 0, 5);
        await Outage.DeliveredAsync(bench);
        bench.Log.Should().ContainSingle(l => l.EndsWith("it is kept as a dead letter", StringComparison.Ordinal));
        string letters = await File.ReadAllTextAsync(Directory.GetFiles(bench.Spool, "*.dead.jsonl").Single(), TestContext.Current.CancellationToken);
        letters.Should().Contain("\"number\":\"2\"");
        (await bench.MetricsAsync()).Should().MatchRegex("outputs_total{destination=\"[a-z]+\",status=\"ok\"} 4");
    }

    [Fact]
    public async Task A_full_channel_of_teams_is_waited_for()
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, _) => (200, fake.Requests.Count < 2 ? "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x" : "1");
        await using var bench = await Bench.StartAsync(("TEAMS_WEBHOOKURL", $"{fake.Url}x"));
        await Outage.SendAsync(bench, 0, 1);
        await Outage.DeliveredAsync(bench);
        fake.Requests.Should().HaveCount(3);
        bench.Log.Should().Contain(l => l.EndsWith("Teams behind it answers 429; its alerts wait until it works again", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SPYDERBAT_APIURL=FAKE;SPYDERBAT_ORGUID=o;SPYDERBAT_APIKEY=k;SPYDERBAT_SOURCE=mine;SPYDERBAT_SOURCEDESCRIPTION=d",
        """[{"uid":"falcosidekick_o"}]""", "POST /api/v1/org/o/source/", """{"name":"mine","description":"d","uid":"falcosidekick_o"}""")]
    [InlineData("QUICKWIT_HOSTPORT=FAKE;QUICKWIT_AUTOCREATEINDEX=true;QUICKWIT_VERSION=0.8", "{}", "POST /api/v1/indexes", "\"version\":\"0.8\",\"index_id\":\"falco\"")]
    public async Task What_has_to_be_there_first_is_made_once(string settings, string there, string made, string body)
    {
        await using var fake = await Fake.StartAsync();
        var vendor = VendorOf(settings);
        vendor.Play(fake);
        await using (var bench = await Bench.StartAsync(Settings(settings, fake)))
        {
            await Outage.SendAsync(bench, 0, 1);
            await Outage.DeliveredAsync(bench);
            await Outage.SendAsync(bench, 1, 1);
            await Outage.DeliveredAsync(bench);
        }

        fake.Requests.Should().ContainSingle(r => $"{r.Method} {r.Target}" == made).Which.Body.Should().Contain(body);
        fake.Requests.Clear();
        var take = fake.Answer;
        fake.Answer = (context, seen) => seen.Method == "GET" ? (200, there) : take(context, seen);
        await using var another = await Bench.StartAsync(Settings(settings, fake));
        await Outage.SendAsync(another, 0, 1);
        await Outage.DeliveredAsync(another);
        fake.Requests.Should().HaveCount(2).And.NotContain(r => $"{r.Method} {r.Target}" == made);
    }

    [Fact]
    public async Task Datadog_is_told_times_that_it_takes()
    {
        await using var fake = await Fake.StartAsync();
        Vendor.All["DATADOG"].Play(fake);
        await using var bench = await Bench.StartAsync(("DATADOG_HOST", $"{fake.Url}"), ("DATADOG_APIKEY", "k"));
        var now = DateTimeOffset.UtcNow;
        await bench.PostAsync(Bench.Alert().Replace("2024-05-01T12:00:00.000000000Z", $"{now:yyyy-MM-ddTHH:mm:ssZ}", StringComparison.Ordinal));
        await bench.PostAsync(Bench.Alert());
        await Outage.DeliveredAsync(bench);
        At(JsonNode.Parse(fake.Requests.First().Body)!, "date_happened").Should().Be($"{now.ToUnixTimeSeconds()}");
        JsonNode.Parse(fake.Requests.Last().Body)!["tags"]!.AsArray().Select(t => (string?)t).Should().Contain("time:2024-05-01T12:00:00Z");
    }

    [Fact]
    public async Task Elasticsearch_is_sent_bulks_and_alerts_it_refuses_become_dead_letters()
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, seen) => (200, seen.Body.Contains("\"number\":\"1\"", StringComparison.Ordinal)
            ? """{"errors":true,"items":[{"create":{"status":400}}]}""" : """{"errors":false,"items":[{"create":{"status":201}}]}""");
        await using var bench = await Bench.StartAsync(("ELASTICSEARCH_HOSTPORT", $"{fake.Url}"), ("ELASTICSEARCH_APIKEY", "k"), ("ELASTICSEARCH_FLATTENFIELDS", "true"));
        await bench.PostAsync(Bench.Alert(0));
        await Wait.UntilAsync(() => !fake.Requests.IsEmpty, () => string.Join('\n', bench.Log));
        await bench.PostAsync(Bench.Alert(1));
        await Wait.UntilAsync(() => File.Exists(Path.Combine(bench.Spool, "elasticsearch.dead.jsonl")), () => string.Join('\n', bench.Log));
        var seen = fake.Requests.First();
        seen.Target.Should().Be("/_bulk");
        seen.Headers["Authorization"].Should().Be("ApiKey k");
        seen.Headers["Content-Type"].Should().Be("application/x-ndjson");
        string[] lines = seen.Body.Split('\n');
        At(JsonNode.Parse(lines[0])!, "create._index").Should().Be("falco-2024.05.01");
        At(JsonNode.Parse(lines[1])!, "@timestamp").Should().Be("2024-05-01T12:00:00Z");
        At(JsonNode.Parse(lines[1])!, "output_fields.proc_name").Should().Be("bash");
        At(JsonNode.Parse(lines[0])!, "create._id").Should().Be(At(JsonNode.Parse(lines[1])!, "uuid"));
    }

    /// <summary>A body with the alerts that are in it in base64 as they are.</summary>
    private static string Alerts(string body) =>
        Regex.Replace(body, "\"value\":\"([A-Za-z0-9+/=]{40,})\"", m => Encoding.UTF8.GetString(Convert.FromBase64String(m.Groups[1].Value)));

    private static Vendor VendorOf(string settings) => Vendor.All[settings.Split('_')[0]];

    private static (string, string)[] Settings(string settings, Fake fake) => [.. Pairs(settings).Select(s => (s.Name, s.Value
        .Replace("FAKE", fake.Url.ToString().TrimEnd('/'), StringComparison.Ordinal).Replace("PORT", $"{fake.Url.Port}", StringComparison.Ordinal)))];

    /// <summary>Names and values; a semicolon before a blank belongs to a value.</summary>
    private static IEnumerable<(string Name, string Value)> Pairs(string text) =>
        Regex.Split(text, ";(?! )").Where(p => p.Length > 0).Select(p => (p[..p.IndexOf('=')], p[(p.IndexOf('=') + 1)..]));

    /// <summary>The value at a place; names with dots in them are found, too.</summary>
    private static string? At(JsonNode node, string place)
    {
        string[] names = place.Split('.');
        JsonNode? at = node;
        for (int i = 0; i < names.Length && at is not null;)
        {
            int used = 1;
            if (at is JsonObject map)
            {
                used = Enumerable.Range(1, names.Length - i).LastOrDefault(n => map.ContainsKey(string.Join('.', names[i..(i + n)])));
                at = used == 0 ? null : map[string.Join('.', names[i..(i + used)])];
            }
            else
            {
                at = at.AsArray()[int.Parse(names[i])];
            }

            i += used;
        }

        return at is JsonValue value && value.TryGetValue(out string? text) ? text : at?.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
