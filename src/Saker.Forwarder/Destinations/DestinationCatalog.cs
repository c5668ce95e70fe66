using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations.Alerting;
using Saker.Forwarder.Destinations.Aws;
using Saker.Forwarder.Destinations.Azure;
using Saker.Forwarder.Destinations.Chat;
using Saker.Forwarder.Destinations.Databases;
using Saker.Forwarder.Destinations.Functions;
using Saker.Forwarder.Destinations.Google;
using Saker.Forwarder.Destinations.Kubernetes;
using Saker.Forwarder.Destinations.Logs;
using Saker.Forwarder.Destinations.Mail;
using Saker.Forwarder.Destinations.Observability;
using Saker.Forwarder.Destinations.OpenTelemetry;
using Saker.Forwarder.Destinations.Queues;
using Saker.Forwarder.Destinations.Web;
using Saker.Forwarder.Input.Logs;
using Saker.Forwarder.Metrics;

namespace Saker.Forwarder.Destinations;

/// <summary>All kinds of destinations.</summary>
internal static class DestinationCatalog
{
    public static IReadOnlyList<DestinationDefinition> All { get; } =
    [
        AttachmentChat.Slack, AttachmentChat.Rocketchat, AttachmentChat.Mattermost, Teams.Definition, Webex.Definition, Discord.Definition,
        GoogleChat.Definition, Cliq.Definition, Telegram.Definition,
        Alertmanager.Definition, Opsgenie.Definition, PagerDuty.Definition, GrafanaOnCall.Definition, Gotify.Definition,
        Datadog.Definition, InfluxDb.Definition, Grafana.Definition, Spyderbat.Definition, Wavefront.Definition,
        DatadogLogs.Definition, Elasticsearch.Definition, Quickwit.Definition, Loki.Definition, SumoLogic.Definition, Splunk.Definition,
        SearchStore.Zincsearch, OpenObserve.Definition, Dynatrace.Definition, Syslog.Definition, Logstash.Definition,
        ClusterFunction.Kubeless, ClusterFunction.OpenFaas, ClusterFunction.Fission, PlainEndpoint.CloudRun, PlainEndpoint.Tekton,
        Kafka.Definition, KafkaRest.Definition, Nats.Definition, RabbitMq.Definition, Mqtt.Definition, Redis.Definition, NatsStreaming.Definition,
        Timescale.Definition, PolicyReports.Definition, Smtp.Definition, OtlpEndpoint.Logs, OtlpEndpoint.Traces,
        Sqs.Definition, Sns.Definition, Lambda.Definition, CloudWatchLogs.Definition, Kinesis.Aws, S3.Aws, SecurityLake.Definition, Kinesis.Yandex, S3.Yandex,
        EventHub.Definition, MessageBus.ServiceBus, Sentinel.Definition, BlobStorage.Definition, PlainEndpoint.AzureFunction,
        GoogleService.PubSub, GoogleService.Storage, GoogleService.CloudFunctions, GoogleService.Chronicle,
        Webhook.Definition, PlainEndpoint.NodeRed, PlainEndpoint.N8n, WebUi.Definition, CloudEvents.Definition, PlainEndpoint.Talon,
    ];

    /// <summary>The keys that are of no destination alone, and of no log that is read.</summary>
    public static IReadOnlyList<ConfigKey> SharedKeys { get; } =
        [.. GeneralKeys.All, .. StatsdExporter.Keys, .. OtlpExporter.Keys, .. AwsAccount.AwsKeys, .. AwsAccount.YandexKeys, .. AzureIdentity.Keys, .. GoogleAccount.Keys];

    /// <summary>Every key of the configuration by its path, whatever the case: the one table that files, variables and documentation go by.</summary>
    public static IReadOnlyDictionary<string, ConfigKey> Keys { get; } =
        SharedKeys.Concat(LogCatalog.Keys).Concat(All.SelectMany(d => d.AllKeys)).ToDictionary(k => k.Path, StringComparer.OrdinalIgnoreCase);
}
