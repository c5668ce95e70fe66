using System.Reflection;
using Saker.Forwarder.Destinations;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests.Variables;

/// <summary>
/// For each environment variable of Falcosidekick it is said which test shows what it changes: one that goes through all variables of a section or a kind, or one of its own.
/// A variable for which nobody shows anything fails here.
/// </summary>
public sealed class VariableRowTests
{
    /// <summary>Variables that are not gone through with others, and the test in which their effect is seen.</summary>
    private static readonly (string Variables, Type Tests, string Test)[] rows =
    [
        ("LISTENADDRESS LISTENPORT", typeof(VariableKindTests), nameof(VariableKindTests.It_listens_where_it_is_told_to)),
        ("DEBUG", typeof(KeyEffectTests), nameof(KeyEffectTests.Debug_logs_what_an_output_has_taken)),
        ("PROMETHEUS_EXTRALABELS", typeof(InputTests), nameof(InputTests.What_comes_in_is_counted_under_the_names_of_Falcosidekick)),
        ("MUTUALTLSFILESPATH", typeof(TlsTests), nameof(TlsTests.Files_are_found_by_their_directory)),
        ("MUTUALTLSCLIENT_CERTFILE MUTUALTLSCLIENT_KEYFILE MUTUALTLSCLIENT_CACERTFILE TLSCLIENT_CACERTFILE REDIS_TLS", typeof(TlsTests), nameof(TlsTests.Redis_is_spoken_to_by_tls)),
        ("TLSSERVER_DEPLOY", typeof(TlsServerTests), nameof(TlsServerTests.Without_it_they_do_not)),
        ("TLSSERVER_CERTFILE TLSSERVER_KEYFILE", typeof(TlsServerTests), nameof(TlsServerTests.A_file_that_is_not_there_is_an_error)),
        ("TLSSERVER_MUTUALTLS TLSSERVER_CACERTFILE", typeof(TlsServerTests), nameof(TlsServerTests.Senders_show_a_certificate_of_the_authority)),
        ("TLSSERVER_NOTLSPORT TLSSERVER_NOTLSPATHS", typeof(TlsServerTests), nameof(TlsServerTests.Some_paths_are_served_without_tls_on_a_port_of_their_own)),
        ("OPSGENIE_REGION PAGERDUTY_REGION", typeof(VariableEffectTests), nameof(VariableEffectTests.A_region_is_another_host)),
        ("STATSD_FORWARDER STATSD_NAMESPACE DOGSTATSD_FORWARDER DOGSTATSD_NAMESPACE DOGSTATSD_TAGS", typeof(StatsdTests), nameof(StatsdTests.Counts_are_sent_as_they_grow)),
        ("NATS_HOSTPORT NATS_SUBJECTTEMPLATE", typeof(NatsTests), nameof(NatsTests.Whoever_listens_gets_alerts_with_their_headers)),
        ("NATS_CHECKCERT", typeof(TlsTests), nameof(TlsTests.Nats_without_a_check_needs_no_authority)),
        ("NATS_MUTUALTLS", typeof(TlsTests), nameof(TlsTests.Nats_is_spoken_to_by_tls)),
        ("STAN_HOSTPORT STAN_CLUSTERID STAN_SUBJECTTEMPLATE", typeof(NatsStreamingTests), nameof(NatsStreamingTests.A_cluster_gets_every_alert_though_the_server_was_away)),
        ("STAN_CLIENTID", typeof(NatsStreamingTests), nameof(NatsStreamingTests.Two_clients_of_a_name_are_told_apart)),
        ("STAN_CHECKCERT STAN_MUTUALTLS", typeof(TlsTests), nameof(TlsTests.Nats_streaming_is_spoken_to_by_tls)),
        ("AWS_SECRETACCESSKEY YANDEX_SECRETACCESSKEY", typeof(AwsTests), nameof(AwsTests.Storage_gets_an_object_for_each_alert)),
        ("AWS_ROLEARN AWS_EXTERNALID", typeof(CloudIdentityTests), nameof(CloudIdentityTests.A_role_is_taken_on_with_the_keys_of_the_configuration)),
        ("AWS_SQS_URL", typeof(AwsTests), nameof(AwsTests.Sqs_gets_batches_and_what_it_refuses_becomes_a_dead_letter)),
        ("AWS_SECURITYLAKE_BUCKET AWS_SECURITYLAKE_REGION AWS_SECURITYLAKE_PREFIX AWS_SECURITYLAKE_ACCOUNTID AWS_SECURITYLAKE_BATCHSIZE", typeof(SecurityLakeTests),
            nameof(SecurityLakeTests.The_lake_gets_a_file_as_soon_as_there_are_enough_alerts_and_the_rest_at_the_end)),
        ("AWS_SECURITYLAKE_INTERVAL", typeof(SecurityLakeTests), nameof(SecurityLakeTests.The_lake_gets_a_file_when_its_first_alert_has_waited_for_as_long_as_is_said)),
        ("GCP_CREDENTIALS", typeof(GoogleTests), nameof(GoogleTests.Pubsub_gets_messages)),
        ("SMTP_HOSTPORT SMTP_FROM SMTP_TO SMTP_OUTPUTFORMAT", typeof(SmtpTests), nameof(SmtpTests.Mails_arrive_whole_and_none_is_lost_while_the_server_is_away)),
        ("SMTP_TLS", typeof(SmtpTests), nameof(SmtpTests.A_login_by_tls_is_taken_and_a_wrong_one_is_not)),
        ("SMTP_AUTHMECHANISM SMTP_USER SMTP_PASSWORD SMTP_TOKEN SMTP_IDENTITY SMTP_TRACE", typeof(SmtpTests), nameof(SmtpTests.A_server_is_told_who_sends)),
        ("KAFKA_HOSTPORT KAFKA_TOPIC KAFKA_COMPRESSION KAFKA_REQUIREDACKS KAFKA_TOPICCREATION", typeof(KafkaTests), nameof(KafkaTests.Alerts_arrive_whole_and_in_order)),
        ("KAFKA_SASL KAFKA_TLS KAFKA_USERNAME KAFKA_PASSWORD KAFKA_CLIENTID", typeof(KafkaTests), nameof(KafkaTests.Brokers_are_told_who_sends)),
        ("KAFKA_BALANCER", typeof(KafkaTests), nameof(KafkaTests.Partitions_are_chosen_as_the_balancer_says)),
        ("KUBELESS_NAMESPACE KUBELESS_FUNCTION KUBELESS_PORT FISSION_ROUTERNAMESPACE FISSION_ROUTERSERVICE FISSION_ROUTERPORT FISSION_FUNCTION", typeof(VariableKindTests),
            nameof(VariableKindTests.A_function_is_called_by_its_name_in_the_cluster)),
        ("NATS_MAXCONCURRENTREQUESTS STAN_MAXCONCURRENTREQUESTS KUBELESS_MAXCONCURRENTREQUESTS OPENFAAS_MAXCONCURRENTREQUESTS FISSION_MAXCONCURRENTREQUESTS", typeof(DeliveryTests),
            nameof(DeliveryTests.Machines_go_side_by_side_and_each_in_order)),
        ("OPENFAAS_GATEWAYNAMESPACE OPENFAAS_GATEWAYSERVICE OPENFAAS_GATEWAYPORT", typeof(HttpDestinationTests), nameof(HttpDestinationTests.A_destination_is_sent_what_its_vendor_documents)),
        ("POLICYREPORT_ENABLED", typeof(PolicyReportTests), nameof(PolicyReportTests.Off_is_off)),
        ("POLICYREPORT_KUBECONFIG POLICYREPORT_FALCONAMESPACE", typeof(PolicyReportTests), nameof(PolicyReportTests.Alerts_are_in_the_report_of_their_namespace_or_of_the_cluster)),
        ("POLICYREPORT_MAXEVENTS POLICYREPORT_PRUNEBYPRIORITY", typeof(PolicyReportTests), nameof(PolicyReportTests.A_full_report_lets_go_of_the_oldest_or_of_the_least_grave)),
        ("RABBITMQ_URL RABBITMQ_QUEUE", typeof(RabbitMqTests), nameof(RabbitMqTests.Alerts_arrive_whole_and_none_is_lost_while_the_broker_is_away)),
        ("WAVEFRONT_ENDPOINTHOST WAVEFRONT_ENDPOINTTOKEN WAVEFRONT_METRICNAME", typeof(WavefrontTests), nameof(WavefrontTests.It_gets_points_directly)),
        ("WAVEFRONT_ENDPOINTTYPE WAVEFRONT_ENDPOINTMETRICPORT", typeof(WavefrontTests), nameof(WavefrontTests.It_gets_them_by_a_proxy_with_tags_that_it_takes)),
        ("WAVEFRONT_BATCHSIZE", typeof(WavefrontTests), nameof(WavefrontTests.It_gets_no_more_points_at_a_time_than_it_is_to)),
        ("SYSLOG_HOST SYSLOG_PORT", typeof(SyslogTests), nameof(SyslogTests.Messages_are_taken_apart_as_they_were_put_together_and_none_is_lost_while_the_server_is_away)),
        ("SYSLOG_PROTOCOL SYSLOG_FORMAT", typeof(SyslogTests), nameof(SyslogTests.A_datagram_holds_an_alert_in_the_common_event_format)),
        ("MQTT_BROKER MQTT_TOPIC MQTT_QOS", typeof(MqttTests), nameof(MqttTests.Alerts_arrive_whole_and_none_is_lost_while_the_broker_is_away)),
        ("MQTT_RETAINED", typeof(MqttTests), nameof(MqttTests.The_last_alert_is_kept_for_those_who_come_later_when_it_is_wanted)),
        ("MQTT_USER MQTT_PASSWORD", typeof(MqttTests), nameof(MqttTests.A_password_that_is_wrong_is_said_and_not_shown)),
        ("MQTT_CHECKCERT", typeof(TlsTests), nameof(TlsTests.Mqtt_without_a_check_needs_no_authority)),
        ("TIMESCALEDB_HOST TIMESCALEDB_PORT TIMESCALEDB_USER TIMESCALEDB_PASSWORD TIMESCALEDB_DATABASE TIMESCALEDB_HYPERTABLENAME", typeof(TimescaleTests),
            nameof(TimescaleTests.Alerts_become_rows_and_none_is_lost_while_the_server_is_away)),
        ("REDIS_ADDRESS REDIS_PASSWORD REDIS_DATABASE REDIS_STORAGETYPE REDIS_KEY", typeof(RedisTests), nameof(RedisTests.Alerts_arrive_whole_and_none_is_lost_while_the_server_is_away)),
        ("REDIS_USERNAME", typeof(RedisTests), nameof(RedisTests.One_of_several_users_is_let_in_by_name)),
        ("REDIS_CHECKCERT", typeof(TlsTests), nameof(TlsTests.Redis_without_a_check_needs_no_authority)),
        ("REDIS_MUTUALTLS REDIS_CERTFILE REDIS_KEYFILE REDIS_CACERTFILE", typeof(TlsTests), nameof(TlsTests.An_outputs_own_files_say_who_it_is_and_whom_it_trusts)),
        ("OTLP_TRACES_ENDPOINT OTLP_TRACES_PROTOCOL OTLP_TRACES_HEADERS OTLP_TRACES_DURATION", typeof(OtlpSignalTests),
            nameof(OtlpSignalTests.A_collector_gets_a_span_for_each_alert_and_those_of_a_pod_are_one_trace)),
        ("OTLP_METRICS_ENDPOINT OTLP_METRICS_PROTOCOL OTLP_METRICS_HEADERS OTLP_METRICS_EXTRAATTRIBUTES OTLP_METRICS_MINIMUMPRIORITY", typeof(OtlpSignalTests),
            nameof(OtlpSignalTests.A_collector_gets_counts_that_go_on)),
        ("OTLP_METRICS_CHECKCERT", typeof(OtlpSignalTests), nameof(OtlpSignalTests.A_collector_of_counts_is_known_by_its_certificate_unless_that_is_not_wanted)),
        ("OTLP_LOGS_ENDPOINT OTLP_LOGS_PROTOCOL OTLP_LOGS_HEADERS", typeof(OtlpTests), nameof(OtlpTests.A_collector_gets_log_records)),
        ("LOGSTASH_ADDRESS LOGSTASH_PORT", typeof(LogstashTests), nameof(LogstashTests.Lines_hold_alerts_and_none_is_lost_while_nobody_listens)),
        ("LOGSTASH_TAGS LOGSTASH_TLS LOGSTASH_CHECKCERT", typeof(LogstashTests), nameof(LogstashTests.Tags_are_added_and_indexes_written_with_dots)),
        ("LOGSTASH_MUTUALTLS LOGSTASH_CERTFILE LOGSTASH_KEYFILE LOGSTASH_CACERTFILE", typeof(TlsTests), nameof(TlsTests.Logstash_is_told_who_sends)),
    ];

    public static TheoryData<string> Variables => [.. FalcosidekickKeyTests.All.Select(p => DestinationCatalog.Keys[p].Variable)];

    [Theory]
    [MemberData(nameof(Variables))]
    public void A_variable_has_a_test_that_shows_what_it_changes(string variable)
    {
        var own = rows.Where(r => r.Variables.Split(' ').Contains(variable)).ToList();
        own.Should().HaveCountLessThanOrEqualTo(1);
        bool isShown = own.Count == 1 || VariableEffectTests.Tried.Contains(variable) || VariableKindTests.Tried.Contains(variable);
        isShown.Should().BeTrue($"a test should show what {variable} changes");
    }

    [Fact]
    public void Tests_are_tests_and_variables_are_Falcosidekicks()
    {
        rows.SelectMany(r => r.Variables.Split(' ')).Should().BeSubsetOf(Variables.Select(v => v.Data)).And.OnlyHaveUniqueItems();
        rows.Should().OnlyContain(r => r.Tests.GetMethod(r.Test)!.GetCustomAttributes().Any(a => a is FactAttribute));
    }
}
