using System.Text;
using Confluent.Kafka;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>Against the cluster that librdkafka mimics for tests, over its sockets.</summary>
public sealed class KafkaTests
{
    [Theory]
    [InlineData("NONE", "ALL")]
    [InlineData("ZSTD", "ONE")]
    public async Task Alerts_arrive_whole_and_in_order(string compression, string acks)
    {
        using var cluster = new AdminClientBuilder(new AdminClientConfig(new Dictionary<string, string> { ["test.mock.num.brokers"] = "3", ["bootstrap.servers"] = "none:1" })).Build();
        string brokers = string.Join(',', cluster.GetMetadata(TimeSpan.FromSeconds(10)).Brokers.Select(b => $"{b.Host}:{b.Port}"));
        await using var bench = await Bench.StartAsync(("KAFKA_HOSTPORT", brokers), ("KAFKA_TOPIC", "alerts"), ("KAFKA_TOPICCREATION", "true"),
            ("KAFKA_COMPRESSION", compression), ("KAFKA_REQUIREDACKS", acks), ("KAFKA_CUSTOMHEADERS", "team:blue"));
        await Outage.SendAsync(bench, 0, Outage.Alerts);
        await Outage.DeliveredAsync(bench);
        var received = Consume(brokers);
        received.Should().OnlyContain(m => m.Message.Key == "host-1/syscall" && Encoding.UTF8.GetString(m.Message.Headers.GetLastBytes("team")) == "blue");
        Outage.ShouldHoldAll(received.Select(m => m.Message.Value));
    }

    [Fact]
    public async Task None_is_lost_while_the_brokers_are_away()
    {
        using var cluster = new MockCluster(brokers: 2);
        await using var bench = await Bench.StartAsync(("KAFKA_HOSTPORT", cluster.Brokers), ("KAFKA_TOPIC", "alerts"), ("KAFKA_TOPICCREATION", "true"), ("DELIVERY_TIMEOUT", "5s"));
        await Outage.SendAsync(bench, 0, 10);
        await Outage.DeliveredAsync(bench);
        cluster.TakeDown();
        await Outage.SendAsync(bench, 10, 10);
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("wait until it works again", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        cluster.BringUp();
        await Outage.SendAsync(bench, 20, 10);
        await Outage.DeliveredAsync(bench);
        Outage.ShouldHoldAll(Consume(cluster.Brokers).Select(m => m.Message.Value));
        bench.Log.Should().Contain(l => l.StartsWith("output kafka works again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Alerts_wait_while_no_broker_is_there()
    {
        int port = LoopbackPort.Free();
        await using var bench = await Bench.StartAsync(("KAFKA_HOSTPORT", $"127.0.0.1:{port}"), ("KAFKA_TOPIC", "alerts"), ("DELIVERY_TIMEOUT", "1s"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains($"kafka://127.0.0.1:{port}", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        (await bench.MetricsAsync()).Should().Contain("saker_forward_queue_alerts{destination=\"kafka\"} 1");
    }

    /// <summary>What the topic holds, to the alert that was sent last.</summary>
    private static List<ConsumeResult<string, string>> Consume(string brokers)
    {
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = brokers,
            GroupId = "test",
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).Build();
        consumer.Subscribe("alerts");
        List<ConsumeResult<string, string>> received = [];
        for (int i = 0; i < 60 && !received.Exists(m => Outage.Number(m.Message.Value) == Outage.Alerts - 1); i++)
        {
            if (consumer.Consume(TimeSpan.FromSeconds(1)) is { } message)
                received.Add(message);
        }

        return received;
    }
}
