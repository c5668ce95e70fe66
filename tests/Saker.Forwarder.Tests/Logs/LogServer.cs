using Confluent.Kafka;
using NATS.Client.Core;
using NATS.Client.JetStream;
using Saker.Forwarder.Tests.Servers;
using StackExchange.Redis;

namespace Saker.Forwarder.Tests.Logs;

/// <summary>A log between forwarders: how one writes to it and another reads from it, and what a test does to it.</summary>
internal abstract class LogServer : IAsyncDisposable
{
    /// <summary>What every one of them asks for, and nobody may be shown.</summary>
    protected const string Password = "s3cr3t-log";

    /// <summary>The kinds there are.</summary>
    public static TheoryData<string> Kinds => ["kafka", "nats", "redis"];

    /// <summary>The variables of a forwarder that writes.</summary>
    public abstract (string Name, string Value)[] Writer { get; }

    /// <summary>The variables of one that reads.</summary>
    public abstract (string Name, string Value)[] Reader { get; }

    /// <summary>Starts one of a kind.</summary>
    public static async Task<LogServer> StartAsync(string kind) => kind switch
    {
        "kafka" => new OfKafka(),
        "nats" => new OfNats(await OfNats.Process().StartAsync()),
        _ => new OfRedis(await OfRedis.Process().StartAsync()),
    };

    /// <summary>Writes what is no alert.</summary>
    public abstract Task WriteAsync(byte[] value);

    /// <summary>Takes it away, with what it holds.</summary>
    public abstract Task TakeDownAsync();

    /// <summary>Brings it back.</summary>
    public abstract Task BringUpAsync();

    public abstract ValueTask DisposeAsync();

    private sealed class OfKafka : LogServer
    {
        private readonly MockCluster cluster = new(brokers: 1);

        public override (string, string)[] Writer => [("KAFKA_HOSTPORT", cluster.Brokers), ("KAFKA_TOPIC", "alerts"), ("KAFKA_TOPICCREATION", "true")];

        public override (string, string)[] Reader => [("INPUT_KAFKA_HOSTPORT", cluster.Brokers), ("INPUT_KAFKA_TOPIC", "alerts"), ("INPUT_KAFKA_TAKEOVER", "6s")];

        public override async Task WriteAsync(byte[] value)
        {
            using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = cluster.Brokers, AllowAutoCreateTopics = true }).Build();
            await producer.ProduceAsync("alerts", new Message<Null, byte[]> { Value = value }, TestContext.Current.CancellationToken);
        }

        public override Task TakeDownAsync()
        {
            cluster.TakeDown();
            return Task.CompletedTask;
        }

        public override Task BringUpAsync()
        {
            cluster.BringUp();
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync()
        {
            cluster.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class OfNats(ServerProcess server) : LogServer
    {
        public override (string, string)[] Writer => [("NATS_HOSTPORT", $"nats://user:{Password}@127.0.0.1:{server.Port}"), ("NATS_STREAM", "FALCO")];

        public override (string, string)[] Reader =>
            [("INPUT_NATS_HOSTPORT", $"nats://user:{Password}@127.0.0.1:{server.Port}"), ("INPUT_NATS_STREAM", "FALCO"), ("INPUT_NATS_TAKEOVER", "2s")];

        public static ServerProcess Process() => new("nats-server",
            s => ["-a", "127.0.0.1", "-p", $"{s.Port}", "-js", "-sd", s.Folder, "--user", "user", "--pass", Password]);

        public override async Task WriteAsync(byte[] value)
        {
            await using var client = new NatsConnection(NatsOpts.Default with
            {
                Url = $"nats://127.0.0.1:{server.Port}",
                AuthOpts = new NatsAuthOpts { Username = "user", Password = Password },
            });
            (await new NatsJSContext(client).PublishAsync("falco.warning.other", value, cancellationToken: TestContext.Current.CancellationToken)).EnsureSuccess();
        }

        public override Task TakeDownAsync() => server.KillAsync();

        public override Task BringUpAsync() => server.StartAsync();

        public override ValueTask DisposeAsync() => server.DisposeAsync();
    }

    private sealed class OfRedis(ServerProcess server) : LogServer
    {
        public override (string, string)[] Writer =>
            [("REDIS_ADDRESS", $"127.0.0.1:{server.Port}"), ("REDIS_PASSWORD", Password), ("REDIS_STORAGETYPE", "stream"), ("REDIS_KEY", "alerts")];

        public override (string, string)[] Reader =>
            [("INPUT_REDIS_ADDRESS", $"127.0.0.1:{server.Port}"), ("INPUT_REDIS_PASSWORD", Password), ("INPUT_REDIS_KEY", "alerts"), ("INPUT_REDIS_TAKEOVER", "2s")];

        // What it has written outlives that it is killed; the disk itself, which may take long, is needed only for a loss of power.
        public static ServerProcess Process() => new("redis-server",
            s => ["--port", $"{s.Port}", "--bind", "127.0.0.1", "--dir", s.Folder, "--appendonly", "yes", "--appendfsync", "no", "--requirepass", Password]);

        public override async Task WriteAsync(byte[] value)
        {
            await using var client = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{server.Port},password={Password}");
            await client.GetDatabase().StreamAddAsync("alerts", "alert", value);
        }

        public override Task TakeDownAsync() => server.KillAsync();

        public override Task BringUpAsync() => server.StartAsync();

        public override ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
