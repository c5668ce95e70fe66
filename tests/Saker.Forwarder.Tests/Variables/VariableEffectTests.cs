using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests.Variables;

/// <summary>
/// Each environment variable of the outputs that take HTTP, clouds among them, and of what happens to alerts before, changes something that can be seen: what
/// is sent, whether it is sent, or whether the forwarder starts.
/// </summary>
public sealed class VariableEffectTests
{
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

    /// <summary>Keys that are seen elsewhere: certificates below and in the tests of servers, requests at a time and intervals in those of lanes and limits, regions below.</summary>
    private static readonly string[] elsewhere = ["checkcert", "maxconcurrentrequests", "ratelimit.interval", "region", "address"];

    private const string Aws = "AWS_ENDPOINT=FAKE;AWS_REGION=r;AWS_ACCESSKEYID=a;AWS_SECRETACCESSKEY=s";
    private const string Azure = "AZURE_TENANTID=t;AZURE_CLIENTID=c;AZURE_CLIENTSECRET=s;AZURE_AUTHORITYHOST=FAKE";
    private const string Google = "GCP_ENDPOINT=FAKE;GCP_CREDENTIALS=ACCOUNT";

    /// <summary>The same of clouds, and of functions in a cluster.</summary>
    private static readonly string[] clouds =
    [
        $"AWS_SQS_URL=FAKE/1/q;{Aws}", $"AWS_SNS_TOPICARN=arn:aws:sns:r:1:t;{Aws}", $"AWS_LAMBDA_FUNCTIONNAME=f;{Aws}", $"AWS_S3_BUCKET=b;{Aws}", $"AWS_CLOUDWATCHLOGS_LOGGROUP=g;{Aws}",
        $"AWS_KINESIS_STREAMNAME=n;{Aws}", "YANDEX_S3_BUCKET=b;YANDEX_S3_ENDPOINT=FAKE;YANDEX_ACCESSKEYID=a;YANDEX_SECRETACCESSKEY=s;YANDEX_REGION=r",
        "YANDEX_DATASTREAMS_STREAMNAME=n;YANDEX_DATASTREAMS_ENDPOINT=FAKE;YANDEX_ACCESSKEYID=a;YANDEX_SECRETACCESSKEY=s;YANDEX_REGION=r",
        $"AZURE_EVENTHUB_NAME=n;AZURE_EVENTHUB_NAMESPACE=FAKE;{Azure}", $"AZURE_SERVICEBUS_ENTITY=n;AZURE_SERVICEBUS_NAMESPACE=FAKE;{Azure}",
        $"AZURE_BLOB_CONTAINER=n;AZURE_BLOB_ENDPOINT=FAKE;{Azure}", $"AZURE_SENTINEL_RULEID=dcr-0;AZURE_SENTINEL_STREAM=Custom-A;AZURE_SENTINEL_ENDPOINT=FAKE;{Azure}",
        $"GCP_PUBSUB_PROJECTID=p;GCP_PUBSUB_TOPIC=t;{Google}", $"GCP_STORAGE_BUCKET=b;{Google}", $"GCP_CLOUDFUNCTIONS_NAME=projects/p/locations/l/functions/f;{Google}",
        $"GCP_CHRONICLE_REGION=eu;GCP_CHRONICLE_PROJECTID=p;GCP_CHRONICLE_INSTANCEID=i;{Google}",
        "OPENFAAS_FUNCTIONNAME=f;OPENFAAS_GATEWAYSERVICE=127.0;OPENFAAS_GATEWAYNAMESPACE=0.1;OPENFAAS_GATEWAYPORT=PORT",
    ];

    public static TheoryData<string> Outputs => [.. outputs];

    public static TheoryData<string> Clouds => [.. clouds];

    /// <summary>Those whose other end shows a certificate.</summary>
    public static TheoryData<string> Certified => [.. outputs, "OTLP_LOGS_ENDPOINT=FAKE", "OTLP_TRACES_ENDPOINT=FAKE"];

    /// <summary>The variables that are tried here: all of some sections, those that turn their outputs on, and those about alerts.</summary>
    public static IEnumerable<string> Tried =>
    [
        .. outputs.Concat(clouds).SelectMany(o => VariableTrial.Pairs(o).Where(v => !VariableTrial.IsSigning(v.Name) && v.Value != "ACCOUNT").Select(v => v.Name)),
        .. outputs.Concat(clouds).SelectMany(o => VariableTrial.Keys(o).Where(k => k.HasEffect && !elsewhere.Contains(VariableTrial.Name(k))).Select(k => k.Variable)),
        .. Certified.SelectMany(o => VariableTrial.Keys(o).Where(k => VariableTrial.Name(k) == "checkcert").Select(k => k.Variable)),
        .. outputs.SelectMany(o => VariableTrial.Keys(o).Where(k => VariableTrial.Name(k) == "maxconcurrentrequests").Select(k => k.Variable)),
        "CUSTOMFIELDS", "TEMPLATEDFIELDS", "CUSTOMTAGS", "BRACKETREPLACER", "OUTPUTFIELDFORMAT",
    ];

    [Theory]
    [MemberData(nameof(Outputs))]
    public async Task Every_variable_of_an_output_has_an_effect(string output) => (await VariableTrial.WithoutEffectAsync(output, elsewhere)).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Clouds))]
    public async Task Every_variable_of_a_cloud_or_a_cluster_has_an_effect(string output) => (await VariableTrial.WithoutEffectAsync(output, elsewhere)).Should().BeEmpty();

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
        (await VariableTrial.SeenAsync([.. on, (variable, VariableTrial.Other(key))])).Should().NotBe(await VariableTrial.SeenAsync(on));
    }

    [Theory]
    [MemberData(nameof(Certified))]
    public async Task A_certificate_is_checked_unless_the_variable_says_no(string output)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=somebody", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var fake = await Fake.StartAsync(certificate: () => certificate);
        fake.Answer = (_, seen) => VariableTrial.Answer(output, seen);
        string section = VariableTrial.Section(output).Replace('.', '_').ToUpperInvariant();
        await using var bench = await Bench.StartAsync(VariableTrial.Towards(fake, VariableTrial.Pairs(output)));
        await bench.PostAsync(VariableTrial.Alert);
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
}
