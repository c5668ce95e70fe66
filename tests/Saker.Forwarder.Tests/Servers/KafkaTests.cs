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
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = brokers,
            GroupId = "test",
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).Build();
        consumer.Subscribe("alerts");
        List<string> received = [];
        for (int i = 0; i < 60 && received.Count < Outage.Alerts; i++)
        {
            if (consumer.Consume(TimeSpan.FromSeconds(1)) is not { } message)
                continue;
            message.Message.Key.Should().Be("host-1/syscall");
            message.Message.Headers.GetLastBytes("team").Should().Equal("blue"u8.ToArray());
            received.Add(message.Message.Value);
        }

        Outage.ShouldHoldAll(received);
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
}
