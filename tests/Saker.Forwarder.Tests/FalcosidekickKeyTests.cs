using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;

namespace Saker.Forwarder.Tests;

/// <summary>Falcosidekick's configuration is taken as it is: each of its keys has an effect, or is warned about.</summary>
public sealed class FalcosidekickKeyTests : IDisposable
{
    /// <summary>Every key of Falcosidekick's main branch in the autumn of 2026, by section; - stands for the top.</summary>
    private const string Keys = """
        -: mutualtlsfilespath debug listenaddress listenport bracketreplacer outputfieldformat customfields customtags templatedfields
        mutualtlsclient: certfile keyfile cacertfile
        tlsclient: cacertfile
        tlsserver: deploy certfile keyfile mutualtls cacertfile notlsport notlspaths
        prometheus: extralabels
        slack: checkcert mutualtls maxconcurrentrequests webhookurl channel footer icon username outputformat minimumpriority messageformat
        cliq: checkcert mutualtls maxconcurrentrequests webhookurl icon outputformat minimumpriority messageformat useemoji
        mattermost: checkcert mutualtls maxconcurrentrequests webhookurl footer icon username outputformat minimumpriority messageformat
        rocketchat: checkcert mutualtls maxconcurrentrequests webhookurl footer icon username outputformat minimumpriority messageformat
        teams: checkcert mutualtls maxconcurrentrequests webhookurl activityimage outputformat minimumpriority
        webex: checkcert mutualtls maxconcurrentrequests webhookurl minimumpriority
        datadog: checkcert mutualtls maxconcurrentrequests apikey host minimumpriority
        datadoglogs: checkcert mutualtls maxconcurrentrequests apikey host minimumpriority service
        discord: checkcert mutualtls maxconcurrentrequests webhookurl minimumpriority icon
        alertmanager: checkcert mutualtls maxconcurrentrequests hostport minimumpriority endpoint expiresafter extralabels extraannotations customseveritymap dropeventthresholds dropeventdefaultpriority customheaders
        elasticsearch: checkcert mutualtls maxconcurrentrequests hostport index type pipeline minimumpriority suffix username password apikey flattenfields createindextemplate numberofshards numberofreplicas customheaders enablecompression
        elasticsearch.batching: enabled batchsize flushinterval
        quickwit: checkcert mutualtls maxconcurrentrequests hostport apiendpoint index version customheaders minimumpriority autocreateindex
        influxdb: checkcert mutualtls maxconcurrentrequests hostport database organization bucket precision user password token minimumpriority
        loki: checkcert mutualtls maxconcurrentrequests hostport user apikey minimumpriority tenant format endpoint extralabels customheaders
        sumologic: checkcert mutualtls maxconcurrentrequests minimumpriority receiverurl sourcecategory sourcehost name
        nats: checkcert mutualtls maxconcurrentrequests hostport subjecttemplate minimumpriority
        stan: checkcert mutualtls maxconcurrentrequests hostport clusterid clientid subjecttemplate minimumpriority
        aws: region accesskeyid secretaccesskey rolearn externalid checkidentity
        aws.lambda: functionname invocationtype logtype minimumpriority
        aws.sqs: url minimumpriority
        aws.sns: topicarn rawjson minimumpriority
        aws.s3: prefix bucket minimumpriority endpoint objectcannedacl
        aws.securitylake: bucket region prefix accountid interval batchsize minimumpriority
        aws.cloudwatchlogs: loggroup logstream minimumpriority
        aws.kinesis: streamname minimumpriority
        smtp: hostport tls authmechanism user password token identity trace from to outputformat minimumpriority
        opsgenie: checkcert mutualtls maxconcurrentrequests region apikey minimumpriority
        statsd: forwarder namespace tags
        dogstatsd: forwarder namespace tags
        webhook: checkcert mutualtls maxconcurrentrequests address method customheaders minimumpriority
        cloudevents: checkcert mutualtls maxconcurrentrequests address extensions minimumpriority
        azure.eventhub: namespace name minimumpriority
        gcp: credentials workloadidentity
        gcp.pubsub: projectid topic minimumpriority customattributes
        gcp.storage: bucket prefix minimumpriority
        gcp.cloudfunctions: name minimumpriority
        gcp.cloudrun: endpoint jwt minimumpriority
        gcp.chronicle: minimumpriority region projectid instanceid logtype
        googlechat: checkcert mutualtls maxconcurrentrequests webhookurl outputformat minimumpriority messageformat
        kafka: hostport topic minimumpriority sasl tls username password balancer clientid compression async requiredacks topiccreation
        kafkarest: checkcert mutualtls maxconcurrentrequests address version minimumpriority
        pagerduty: checkcert mutualtls maxconcurrentrequests routingkey region minimumpriority
        kubeless: checkcert mutualtls maxconcurrentrequests namespace function port kubeconfig minimumpriority
        openfaas: checkcert mutualtls maxconcurrentrequests gatewaynamespace gatewayservice functionname functionnamespace gatewayport kubeconfig minimumpriority
        tekton: checkcert mutualtls maxconcurrentrequests eventlistener minimumpriority
        webui: checkcert mutualtls maxconcurrentrequests url
        policyreport: enabled prunebypriority kubeconfig falconamespace minimumpriority maxevents
        rabbitmq: url queue minimumpriority
        wavefront: endpointtype endpointhost endpointtoken endpointmetricport metricname flushintervalseconds batchsize minimumpriority
        fission: checkcert mutualtls maxconcurrentrequests routernamespace routerservice routerport function kubeconfig minimumpriority
        grafana: checkcert mutualtls maxconcurrentrequests hostport apikey dashboardid panelid allfieldsastags minimumpriority customheaders
        grafanaoncall: checkcert mutualtls maxconcurrentrequests webhookurl minimumpriority customheaders
        yandex: accesskeyid secretaccesskey region
        yandex.s3: endpoint prefix bucket minimumpriority
        yandex.datastreams: endpoint streamname minimumpriority
        syslog: host port protocol format minimumpriority
        nodered: checkcert mutualtls maxconcurrentrequests address user password customheaders minimumpriority
        mqtt: broker topic qos retained user password checkcert minimumpriority
        zincsearch: hostport index username password checkcert minimumpriority
        gotify: hostport token format checkcert minimumpriority
        spyderbat: orguid apikey apiurl source sourcedescription minimumpriority
        timescaledb: host port user password database hypertablename minimumpriority
        redis: address username password database storagetype key version minimumpriority checkcert tls mutualtls certfile keyfile cacertfile
        telegram: host token chatid minimumpriority checkcert messagethreadid
        n8n: address user password headerauthname headerauthvalue minimumpriority checkcert
        openobserve: checkcert mutualtls maxconcurrentrequests hostport organizationname streamname minimumpriority username password customheaders
        dynatrace: apitoken apiurl minimumpriority checkcert
        otlp.traces: endpoint protocol timeout headers duration synced extraenvvars tls checkcert minimumpriority
        otlp.metrics: endpoint protocol timeout headers extraenvvars tls checkcert minimumpriority extraattributes
        otlp.logs: endpoint protocol timeout synced headers extraenvvars tls checkcert minimumpriority
        talon: address checkcert minimumpriority
        logstash: address port minimumpriority checkcert tls mutualtls certfile keyfile cacertfile tags
        splunk: checkcert mutualtls maxconcurrentrequests host customheaders token minimumpriority
        """;

    private readonly string file = Path.GetTempFileName();
    private readonly List<string> warnings = [];

    public static TheoryData<string> Paths => [.. All];

    public static IEnumerable<string> All => Keys.Split('\n').SelectMany(line =>
    {
        string[] parts = line.Split(": ");
        return parts[1].Split(' ').Select(k => parts[0] == "-" ? k : $"{parts[0]}.{k}");
    });

    public void Dispose() => File.Delete(file);

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_key_is_known(string path) => DestinationCatalog.Keys.Should().ContainKey(path);

    [Fact]
    public void A_file_with_all_keys_loads_and_those_without_effect_are_warned_about()
    {
        var tree = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (string path in All)
            Set(tree, path.Split('.'), Value(path));
        File.WriteAllText(file, string.Concat(Lines(tree, "")));
        var settings = SettingsReader.Read(DestinationCatalog.Keys, file, _ => null, warnings.Add);
        foreach (string path in All)
            settings.Value(path).Origin.Should().StartWith($"{file}:", path);
        warnings.Should().NotContain(w => w.Contains("there is no key", StringComparison.Ordinal));
        warnings.Should().ContainSingle(w => w.Contains(": elasticsearch.batching.enabled: Has no effect", StringComparison.Ordinal));
    }

    private static string Value(string path) => !DestinationCatalog.Keys.TryGetValue(path, out var key) ? "x" : key.Kind switch
    {
        SettingKind.Number => "1",
        SettingKind.Flag => "true",
        SettingKind.Duration => "1s",
        SettingKind.Priority => "warning",
        SettingKind.List => "[a, b]",
        SettingKind.Map => "{a: b}",
        _ => "x",
    };

    private static void Set(SortedDictionary<string, object> tree, string[] path, string value)
    {
        if (path is [var last])
            tree[last] = value;
        else
            Set((SortedDictionary<string, object>)(tree.TryGetValue(path[0], out var below) ? below : tree[path[0]] = new SortedDictionary<string, object>(StringComparer.Ordinal)), path[1..], value);
    }

    private static IEnumerable<string> Lines(SortedDictionary<string, object> tree, string indent) => tree.SelectMany(entry => entry.Value is string text
        ? [$"{indent}{entry.Key}: {text}\n"]
        : Lines((SortedDictionary<string, object>)entry.Value, indent + "  ").Prepend($"{indent}{entry.Key}:\n"));
}
