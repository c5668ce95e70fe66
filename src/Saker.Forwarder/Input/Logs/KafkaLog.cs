using Confluent.Kafka;
using Saker.Forwarder.Destinations;
using Saker.Forwarder.Destinations.Queues;

namespace Saker.Forwarder.Input.Logs;

/// <summary>
/// A topic of Kafka, read as a member of a consumer group (https://kafka.apache.org/documentation/#intro_consumers), and whatever speaks its protocol:
/// Event Hubs (https://learn.microsoft.com/en-us/azure/event-hubs/azure-event-hubs-apache-kafka-overview). The members share the partitions; the alerts of each
/// partition stay in order.
/// </summary>
internal sealed class KafkaLog(DestinationContext context) : IAlertLog
{
    private readonly string topic = context.Settings.Text("topic");
    private readonly TimeSpan patience = context.Patience;
    private readonly ConsumerConfig config = Config(context);
    private readonly KafkaTokens? tokens = KafkaTokens.Of(context);

    public static LogDefinition Definition { get; } = new("kafka", "Kafka, and Event Hubs by Kafka's protocol", ["hostport", "topic"], KafkaClient.Keys, ["hostport", "topic"],
        context => new KafkaLog(context));

    public string Endpoint { get; } = KafkaClient.Endpoint(context.Settings);

    public IEnumerable<string> Hosts { get; } = [.. KafkaClient.Hosts(context.Settings)];

    public Task TryAsync(CancellationToken stop) => Task.Run(() =>
    {
        var faults = new KafkaFaults();
        using var consumer = faults.Watch(Builder()).Build();
        var first = new TopicPartition(topic, 0);
        try
        {
            // The one asks who keeps the partition, the other who keeps the group.
            consumer.QueryWatermarkOffsets(first, patience / 2);
            consumer.Committed([first], patience / 2);
        }
        catch (KafkaException e)
        {
            throw faults.Explain(e);
        }
    }, stop);

    public async Task<ILogReader> OpenAsync(CancellationToken stop)
    {
        var reader = new KafkaReader(Builder(), topic);
        try
        {
            await reader.JoinAsync(stop).ConfigureAwait(false);
            return reader;
        }
        catch
        {
            await reader.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public bool IsExpected(Exception error) => error is KafkaException;

    private ConsumerBuilder<Ignore, byte[]> Builder()
    {
        var builder = new ConsumerBuilder<Ignore, byte[]>(config);
        return tokens is null ? builder : builder.SetOAuthBearerTokenRefreshHandler((client, _) => tokens.Give(client));
    }

    private static ConsumerConfig Config(DestinationContext context)
    {
        var group = ReaderGroup.Of(context);
        int patience = (int)Math.Clamp(context.Patience.TotalMilliseconds, 1000, 60_000);
        var config = new ConsumerConfig
        {
            GroupId = group.Name,
            AutoOffsetReset = group.IsFromOldest ? AutoOffsetReset.Earliest : AutoOffsetReset.Latest,
            // What is read counts as read when outputs have it, and not before.
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            SessionTimeoutMs = (int)group.Takeover.TotalMilliseconds,
            HeartbeatIntervalMs = Math.Min((int)group.Takeover.TotalMilliseconds / 4, 3000),
            SocketTimeoutMs = patience,
        };
        KafkaClient.Configure(config, context);
        return config;
    }
}
