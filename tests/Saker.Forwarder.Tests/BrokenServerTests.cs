using System.Net.Sockets;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;

namespace Saker.Forwarder.Tests;

/// <summary>Servers that take a connection and do nothing good with it, whatever the library that speaks to them makes of it.</summary>
public sealed class BrokenServerTests
{
    /// <summary>The variables of each output that keeps a connection and of each log that is read, with PORT for the port.</summary>
    private static readonly Dictionary<string, (string Name, string Value)[]> clients = new()
    {
        ["rabbitmq"] = [("RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:PORT/"), ("RABBITMQ_QUEUE", "alerts")],
        ["nats"] = [("NATS_HOSTPORT", "nats://127.0.0.1:PORT")],
        ["stan"] = [("STAN_HOSTPORT", "nats://127.0.0.1:PORT"), ("STAN_CLUSTERID", "test"), ("STAN_CLIENTID", "saker")],
        ["mqtt"] = [("MQTT_BROKER", "tcp://127.0.0.1:PORT")],
        ["redis"] = [("REDIS_ADDRESS", "127.0.0.1:PORT")],
        ["kafka"] = [("KAFKA_HOSTPORT", "127.0.0.1:PORT"), ("KAFKA_TOPIC", "alerts")],
        ["timescaledb"] = [("TIMESCALEDB_HOST", "127.0.0.1"), ("TIMESCALEDB_PORT", "PORT"), ("TIMESCALEDB_HYPERTABLENAME", "alerts")],
        ["smtp"] = [("SMTP_HOSTPORT", "127.0.0.1:PORT"), ("SMTP_FROM", "saker@example.com"), ("SMTP_TO", "you@example.com"), ("SMTP_TLS", "false")],
        ["input.kafka"] = [("INPUT_KAFKA_HOSTPORT", "127.0.0.1:PORT"), ("INPUT_KAFKA_TOPIC", "alerts")],
        ["input.nats"] = [("INPUT_NATS_HOSTPORT", "nats://127.0.0.1:PORT"), ("INPUT_NATS_STREAM", "alerts")],
        ["input.redis"] = [("INPUT_REDIS_ADDRESS", "127.0.0.1:PORT"), ("INPUT_REDIS_KEY", "alerts")],
    };

    public static TheoryData<string, Ill> Cases() => new(clients.Keys.SelectMany(o => Enum.GetValues<Ill>().Select(i => (o, i))));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_is_tried_again_and_again(string client, Ill ill)
    {
        int connections = 0;
        await using var server = new TcpEnd(async (stream, ending) =>
        {
            Interlocked.Increment(ref connections);
            if (ill == Ill.Silent)
            {
                await stream.CopyToAsync(Stream.Null, ending);
                return;
            }

            // The first bytes of a frame, a length, a reply or a greeting, as the case may be.
            await stream.WriteAsync(new byte[] { 1, 0, 0, 0 }, ending);
            if (ill == Ill.Reset)
                ((NetworkStream)stream).Socket.LingerState = new LingerOption(true, 0);
        });
        var variables = clients[client].Select(v => (v.Name, v.Value.Replace("PORT", $"{server.Port}", StringComparison.Ordinal)));
        bool isRead = client.StartsWith("input.", StringComparison.Ordinal);
        // What is read would have to go somewhere.
        var bench = await Bench.StartAsync([.. variables, ("DELIVERY_TIMEOUT", "1s"), .. isRead ? [("WEBHOOK_ADDRESS", "http://127.0.0.1:1/")] : Array.Empty<(string, string)>()]);
        await bench.PostAsync(Bench.Alert());
        string complaint = isRead ? $"{client.Replace('.', ' ')}: " : $"output {client}: ";
        await Wait.UntilAsync(() => Volatile.Read(ref connections) > 2 && bench.Log.Any(l => l.StartsWith(complaint, StringComparison.Ordinal)),
            () => $"{connections} connections\n{string.Join('\n', bench.Log)}");
        // Nor does it hold up the end.
        await bench.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_broker_that_is_cut_off_within_a_frame_is_given_up_at_once()
    {
        await using var server = new TcpEnd(async (stream, ending) => await stream.WriteAsync(new byte[] { 1, 0, 0, 0 }, ending));
        await using var bench = await Bench.StartAsync(("RABBITMQ_URL", $"amqp://guest:guest@127.0.0.1:{server.Port}/"), ("RABBITMQ_QUEUE", "alerts"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("the broker has closed the connection", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
    }

    [Fact]
    public async Task A_library_that_does_not_come_back_is_left_behind()
    {
        var settings = SettingsReader.Read(DestinationCatalog.Keys, null, n => n == "DELIVERY_TIMEOUT" ? "200ms" : null, _ => { });
        await using var destination = new Stuck(new DestinationContext(settings.Section("redis"), settings.Root));
        for (int i = 0; i < 2; i++)
        {
            var failure = await FluentActions.Awaiting(() => destination.DeliverAsync([], TestContext.Current.CancellationToken)).Should().ThrowAsync<DeliveryException>();
            failure.Which.Message.Should().Be("stuck://server does not answer within 0.2 s");
        }

        using var late = new MemoryStream();
        destination.Made[0].SetResult(late);
        await Wait.UntilAsync(() => !late.CanWrite, () => "what comes too late stays open");
        destination.IsWell = true;
        await destination.DeliverAsync([], TestContext.Current.CancellationToken);
    }

    /// <summary>A destination with a library that makes no connection and knows no end of trying.</summary>
    private sealed class Stuck(DestinationContext context) : ClientDestination<Stream>(context, "stuck://server")
    {
        public List<TaskCompletionSource<Stream>> Made { get; } = [];

        public bool IsWell { get; set; }

        protected override Task<Stream> ConnectAsync(CancellationToken stop)
        {
            Made.Add(new TaskCompletionSource<Stream>());
            return IsWell ? Task.FromResult(Stream.Null) : Made[^1].Task;
        }

        protected override Task SendAsync(Stream client, IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop) => Task.CompletedTask;

        protected override DeliveryException? Judge(Exception error) => null;
    }

    /// <summary>What is wrong with the server.</summary>
    public enum Ill
    {
        /// <summary>It says nothing.</summary>
        Silent,

        /// <summary>It begins to speak, and closes the connection.</summary>
        Cut,

        /// <summary>It begins to speak, and resets the connection.</summary>
        Reset,
    }
}
