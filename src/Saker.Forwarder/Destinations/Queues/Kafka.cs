using System.Text;
using Confluent.Kafka;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Queues;

/// <summary>
/// Kafka: https://kafka.apache.org/protocol. Machine and source are the key of a message, so that a balancer that goes by keys keeps their alerts in
/// order. Keys of the configuration are those of Falcosidekick; what they mean to the client stands in
/// https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md
/// </summary>
internal sealed class Kafka(DestinationContext context) : ClientDestination<IProducer<string?, byte[]>>(context, KafkaClient.Endpoint(context.Settings))
{
    private readonly string topic = context.Settings.Text("topic");
    private readonly string[] hosts = [.. KafkaClient.Hosts(context.Settings)];
    private readonly ProducerConfig config = Config(context);
    private readonly KafkaTokens? tokens = KafkaTokens.Of(context);
    private readonly IReadOnlyDictionary<string, string> headers = context.Settings.Map("customheaders");

    private readonly bool hasKeys = !context.Settings.Text("balancer").Equals("round_robin", StringComparison.OrdinalIgnoreCase)
        && !context.Settings.Text("balancer").Equals("least_bytes", StringComparison.OrdinalIgnoreCase);

    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Definition { get; } = new("kafka", "Kafka", ["hostport", "topic"],
    [
        .. KafkaClient.Keys,
        ConfigKey.Text("balancer", "How partitions are chosen: crc32, crc32_random, murmur2 or murmur2_random by machine and source, which keeps their alerts in order; "
            + "round_robin or least_bytes at random.", "murmur2_random"),
        ConfigKey.Text("compression", "NONE, GZIP, SNAPPY, LZ4 or ZSTD.", "NONE"),
        ConfigKey.Text("requiredacks", "Whose word counts: ALL brokers that keep the partition, ONE, or NONE, which loses alerts.", "ALL"),
        ConfigKey.Flag("async", "Has no effect: alerts go in batches, and leave the spool when the brokers have them.").Ignored(),
        ConfigKey.Flag("topiccreation", "Whether the brokers may make the topic."),
        DestinationDefinition.EncodingKey,
    ], context => new Kafka(context));

    public override int MaxBatch => 500;

    public override IEnumerable<string> Hosts => hosts;

    protected override Task<IProducer<string?, byte[]>> ConnectAsync(CancellationToken stop)
    {
        // The library's own lines say what the errors of messages say, too; those are logged once for the output.
        var builder = new ProducerBuilder<string?, byte[]>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { });
        if (tokens is not null)
            builder.SetOAuthBearerTokenRefreshHandler((client, _) => tokens.Give(client));
        return Task.FromResult(builder.Build());
    }

    protected override Task SendAsync(IProducer<string?, byte[]> client, IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop) =>
        Task.WhenAll(alerts.Select(a => client.ProduceAsync(topic, Message(a), stop)));

    protected override DeliveryException? Judge(Exception error) => error is not KafkaException { Error: var cause } ? null
        : cause.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsg ? Refusal(error)
        : cause.Code is ErrorCode.Local_UnknownTopic or ErrorCode.UnknownTopicOrPart or ErrorCode.TopicAuthorizationFailed
            or ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Authentication ? Lasting(error)
        : Passing(error);

    private Message<string?, byte[]> Message(ForwardedAlert alert)
    {
        var message = new Message<string?, byte[]>
        {
            Key = hasKeys ? $"{alert.Hostname}/{alert.Source}" : null,
            Value = encoding.Bytes(alert),
            Timestamp = new Timestamp(alert.Time.Milliseconds, TimestampType.CreateTime),
        };
        foreach (var (name, value) in headers)
            (message.Headers ??= []).Add(name, Encoding.UTF8.GetBytes(value));
        return message;
    }

    private static ProducerConfig Config(DestinationContext context)
    {
        var acks = context.Choice("requiredacks", ("ALL", Acks.All), ("ONE", Acks.Leader), ("NONE", Acks.None));
        int patience = (int)Math.Min(context.Patience.TotalMilliseconds, int.MaxValue);
        var config = new ProducerConfig
        {
            Acks = acks,
            // Keeps order and leaves out what the client itself sends again.
            EnableIdempotence = acks == Acks.All,
            Partitioner = context.Choice("balancer",
                ("murmur2_random", Partitioner.Murmur2Random), ("murmur2", Partitioner.Murmur2), ("crc32", Partitioner.Consistent),
                ("crc32_random", Partitioner.ConsistentRandom), ("round_robin", Partitioner.Random), ("least_bytes", Partitioner.Random)),
            CompressionType = context.Choice("compression", ("NONE", CompressionType.None), ("GZIP", CompressionType.Gzip),
                ("SNAPPY", CompressionType.Snappy), ("LZ4", CompressionType.Lz4), ("ZSTD", CompressionType.Zstd)),
            AllowAutoCreateTopics = context.Settings.Flag("topiccreation"),
            // Alerts come as batches already.
            LingerMs = 0,
            MessageTimeoutMs = Math.Max(patience * 9 / 10, 100),
            // Otherwise one would hear that a server is silent, and not that it has no such topic.
            TopicMetadataPropagationMaxMs = Math.Clamp(patience / 2, 100, 300_000),
            RequestTimeoutMs = Math.Clamp(patience / 2, 100, 300_000),
        };
        KafkaClient.Configure(config, context);
        return config;
    }
}
