using System.Collections.Concurrent;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>Against a real NATS server, with and without JetStream.</summary>
public sealed class NatsTests
{
    [Fact]
    public async Task A_stream_keeps_every_alert_once_though_the_server_was_away()
    {
        await using var server = await Server().StartAsync();
        await using var bench = await Bench.StartAsync(("NATS_HOSTPORT", $"nats://user:s3cr3t-nats@127.0.0.1:{server.Port}"), ("NATS_STREAM", "FALCO"));
        await Outage.SendAsync(bench, server);
        await using var client = new NatsConnection(Options(server));
        var stream = new NatsJSContext(client);
        var received = new List<string>();
        var consumer = await stream.CreateOrUpdateConsumerAsync("FALCO", new ConsumerConfig("test"), TestContext.Current.CancellationToken);
        await foreach (var message in consumer.ConsumeAsync<string>(cancellationToken: TestContext.Current.CancellationToken))
        {
            message.Subject.Should().Be("falco.warning.terminal_shell");
            received.Add(message.Data!);
            if (received.Count == Outage.Alerts)
                break;
        }

        Outage.ShouldHoldAll(received);
        (await stream.GetStreamAsync("FALCO", cancellationToken: TestContext.Current.CancellationToken)).Info.Config.Subjects.Should().Equal("falco.*.*");
        string.Join('\n', bench.Log).Should().NotContain("s3cr3t");
    }

    [Fact]
    public async Task An_alert_that_is_sent_twice_is_in_the_stream_once_and_holds_up_nothing()
    {
        await using var server = await Server().StartAsync();
        await using var bench = await Bench.StartAsync(("NATS_HOSTPORT", $"nats://user:s3cr3t-nats@127.0.0.1:{server.Port}"), ("NATS_STREAM", "FALCO"));
        foreach (int number in new[] { 1, 1, 2 })
            await Outage.SendAsync(bench, number, 1);
        await Outage.DeliveredAsync(bench);
        await using var client = new NatsConnection(Options(server));
        (await new NatsJSContext(client).GetStreamAsync("FALCO", cancellationToken: TestContext.Current.CancellationToken)).Info.State.Messages.Should().Be(2);
        bench.Log.Should().NotContain(l => l.Contains("wait until it works again", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("20", 20)]
    [InlineData("0", 30)]
    public async Task A_stream_that_is_made_keeps_as_many_of_the_newest_alerts_as_it_is_to(string length, int kept)
    {
        await using var server = await Server().StartAsync();
        await using var bench = await Bench.StartAsync(("NATS_HOSTPORT", $"nats://user:s3cr3t-nats@127.0.0.1:{server.Port}"), ("NATS_STREAM", "FALCO"), ("NATS_MAXLEN", length));
        await Outage.SendAsync(bench, 0, 30);
        await Outage.DeliveredAsync(bench);
        await using var client = new NatsConnection(Options(server));
        var state = (await new NatsJSContext(client).GetStreamAsync("FALCO", cancellationToken: TestContext.Current.CancellationToken)).Info.State;
        (state.Messages, state.LastSeq).Should().Be((kept, 30));
    }

    [Fact]
    public async Task Whoever_listens_gets_alerts_with_their_headers()
    {
        await using var server = await Server().StartAsync();
        await using var client = new NatsConnection(Options(server));
        var received = new ConcurrentQueue<string>();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var subscription = await client.SubscribeCoreAsync<string>("alerts.>", cancellationToken: ending.Token);
        await client.PingAsync(TestContext.Current.CancellationToken);
        var reading = Task.Run(async () =>
        {
            await foreach (var message in subscription.Msgs.ReadAllAsync(ending.Token))
            {
                message.Subject.Should().Be("alerts.warning.x.terminal_shell");
                message.Headers!["Team"].ToString().Should().Be("blue");
                received.Enqueue(message.Data!);
            }
        }, TestContext.Current.CancellationToken);
        await using var bench = await Bench.StartAsync(("NATS_HOSTPORT", $"user:s3cr3t-nats@127.0.0.1:{server.Port}"), ("NATS_SUBJECTTEMPLATE", "alerts.<priority>.x.<rule>"),
            ("NATS_CUSTOMHEADERS", "Team:blue"));
        await Outage.SendAsync(bench, 0, 10);
        await Wait.UntilAsync(() => received.Count == 10 || reading.IsFaulted, () => string.Join('\n', bench.Log));
        Outage.ShouldHoldAll(received, 10);
        await ending.CancelAsync();
        await reading.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task A_password_that_is_wrong_is_said_and_not_shown()
    {
        await using var server = await Server().StartAsync();
        await using var bench = await Bench.StartAsync(("NATS_HOSTPORT", $"nats://user:s3cr3t-wrong@127.0.0.1:{server.Port}"), ("DELIVERY_ATTEMPTS", "2"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("it is kept as a dead letter", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        string.Join('\n', bench.Log).Should().Contain($"nats://127.0.0.1:{server.Port}").And.NotContain("s3cr3t");
    }

    private static NatsOpts Options(ServerProcess server) => NatsOpts.Default with
    {
        Url = $"nats://127.0.0.1:{server.Port}",
        AuthOpts = new NatsAuthOpts { Username = "user", Password = "s3cr3t-nats" },
    };

    private static ServerProcess Server() => new("nats-server",
        s => ["-a", "127.0.0.1", "-p", $"{s.Port}", "-js", "-sd", s.Folder, "--user", "user", "--pass", "s3cr3t-nats"]);
}
