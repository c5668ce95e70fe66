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
        string brokers = string.Join(',', cluster.GetMetadata(TimeSpan.FromSeconds(30)).Brokers.Select(b => $"{b.Host}:{b.Port}"));
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

    [Theory]
    [InlineData("", "", "client saker")]
    [InlineData("PLAIN", "KAFKA_CLIENTID=forwarder-1", "client forwarder-1")]
    [InlineData("PLAIN", "", "mechanism PLAIN")]
    [InlineData("PLAIN", "", "login  u s3cr3t-kafka")]
    [InlineData("SCRAM_SHA256", "", "mechanism SCRAM-SHA-256")]
    [InlineData("SCRAM_SHA512", "KAFKA_USERNAME=somebody", "login n,,n=somebody,")]
    [InlineData("", "KAFKA_TLS=true", "TLS")]
    public async Task Brokers_are_told_who_sends(string mechanism, string more, string said)
    {
        await using var broker = new KafkaLogin();
        await using var bench = await Bench.StartAsync([("KAFKA_HOSTPORT", $"127.0.0.1:{broker.Port}"), ("KAFKA_TOPIC", "alerts"), ("DELIVERY_TIMEOUT", "2s"), ("KAFKA_SASL", mechanism),
            ("KAFKA_USERNAME", "u"), ("KAFKA_PASSWORD", "s3cr3t-kafka"), .. more.Length > 0 ? Variables.VariableTrial.Pairs(more) : []]);
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => broker.Said.Any(s => s.StartsWith(said, StringComparison.Ordinal)), () => string.Join('\n', [.. broker.Said, .. bench.Log]));
        string.Join('\n', bench.Log).Should().NotContain("s3cr3t");
    }

    [Fact]
    public async Task Partitions_are_chosen_as_the_balancer_says()
    {
        using var cluster = new MockCluster(brokers: 1);
        HashSet<string> places = [];
        foreach (string balancer in new[] { "murmur2", "crc32", "round_robin" })
        {
            await using var bench = await Bench.StartAsync(("KAFKA_HOSTPORT", cluster.Brokers), ("KAFKA_TOPIC", balancer), ("KAFKA_TOPICCREATION", "true"), ("KAFKA_BALANCER", balancer));
            for (int i = 0; i < Outage.Alerts; i++)
                await bench.PostAsync(Bench.Alert(i, host: $"host-{i}"));
            await Outage.DeliveredAsync(bench);
            var received = Consume(cluster.Brokers, balancer, Outage.Alerts);
            received.Should().OnlyContain(m => balancer == "round_robin" ? m.Message.Key == null : m.Message.Key.EndsWith("/syscall", StringComparison.Ordinal));
            places.Add(string.Join(' ', received.OrderBy(m => Outage.Number(m.Message.Value)).Select(m => m.Partition.Value)));
        }

        places.Should().HaveCount(3);
    }

    /// <summary>What a topic holds, until there are so many alerts.</summary>
    private static List<ConsumeResult<string, string>> Consume(string brokers, string topic = "alerts", int count = Outage.Alerts)
    {
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = brokers,
            GroupId = topic,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).Build();
        consumer.Subscribe(topic);
        List<ConsumeResult<string, string>> received = [];
        for (int i = 0; i < 60 && received.DistinctBy(m => m.Message.Value).Count() < count; i++)
        {
            if (consumer.Consume(TimeSpan.FromSeconds(1)) is { } message)
                received.Add(message);
        }

        return received;
    }
}
