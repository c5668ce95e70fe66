using NATS.Client.Core;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>NATS Streaming, by a cluster of the tests' own over a real server of NATS: the server of NATS Streaming itself is no longer to be had.</summary>
public sealed class NatsStreamingTests
{
    [Fact]
    public async Task A_cluster_gets_every_alert_though_the_server_was_away()
    {
        await using var server = await Server().StartAsync();
        await using var cluster = await StanCluster.StartAsync(Options(server), "sidekick");
        await using var bench = await Bench.StartAsync(Variables(server));
        await Outage.SendAsync(bench, server);
        Outage.ShouldHoldAll(cluster.Kept.Select(k => k.Message));
        cluster.Kept.Select(k => k.Subject).Distinct().Should().Equal("falco.warning.terminal_shell");
        cluster.Wrong.Should().BeEmpty();
        string.Join('\n', bench.Log).Should().NotContain("s3cr3t");
    }

    [Fact]
    public async Task A_client_answers_and_takes_its_leave()
    {
        await using var server = await Server().StartAsync();
        await using var cluster = await StanCluster.StartAsync(Options(server), "sidekick");
        await using (var bench = await Bench.StartAsync(Variables(server)))
        {
            await Outage.SendAsync(bench, 0, 1);
            await Outage.DeliveredAsync(bench);
            (await cluster.AnswersAsync("forwarder-1")).Should().BeTrue();
        }

        cluster.Clients.Should().BeEmpty();
        cluster.Wrong.Should().BeEmpty();
    }

    [Fact]
    public async Task Two_clients_of_a_name_are_told_apart()
    {
        await using var server = await Server().StartAsync();
        await using var cluster = await StanCluster.StartAsync(Options(server), "sidekick");
        await using var first = await Bench.StartAsync(Variables(server));
        await Outage.SendAsync(first, 0, 1);
        await Outage.DeliveredAsync(first);
        await using var second = await Bench.StartAsync(Variables(server));
        await Outage.SendAsync(second, 1, 1);
        await Wait.UntilAsync(() => second.Log.Any(l => l.Contains("each forwarder needs a stan.clientid of its own", StringComparison.Ordinal)), () => string.Join('\n', second.Log));
        await second.RestartAsync(("STAN_CLIENTID", "forwarder-2"));
        await Outage.DeliveredAsync(second);
        cluster.Clients.Should().BeEquivalentTo("forwarder-1", "forwarder-2");
    }

    [Fact]
    public async Task A_message_that_is_not_kept_is_sent_again()
    {
        await using var server = await Server().StartAsync();
        await using var cluster = await StanCluster.StartAsync(Options(server), "sidekick");
        cluster.Refusal = "stan: channel limit reached";
        await using var bench = await Bench.StartAsync(Variables(server));
        await Outage.SendAsync(bench, 0, 3);
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("does not keep a message: stan: channel limit reached", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        cluster.Refusal = null;
        await Outage.DeliveredAsync(bench);
        Outage.ShouldHoldAll(cluster.Kept.Select(k => k.Message), 3);
    }

    [Fact]
    public async Task A_cluster_that_is_not_there_is_said()
    {
        await using var server = await Server().StartAsync();
        await using var bench = await Bench.StartAsync(Variables(server));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => bench.Log.Any(l => l.StartsWith("output stan: ", StringComparison.Ordinal) && l.Contains("No responders", StringComparison.OrdinalIgnoreCase)), () => string.Join('\n', bench.Log));
    }

    [Fact]
    public async Task A_name_that_no_client_can_have_is_an_error() =>
        (await FluentActions.Awaiting(() => Bench.StartAsync(("STAN_HOSTPORT", "nats://127.0.0.1:1"), ("STAN_CLUSTERID", "c"), ("STAN_CLIENTID", "a.b")))
            .Should().ThrowAsync<ForwarderConfigException>()).Which.Message.Should().Contain("STAN_CLIENTID").And.Contain("letters, digits");

    private static (string, string)[] Variables(ServerProcess server) =>
        [("STAN_HOSTPORT", $"nats://user:s3cr3t-nats@127.0.0.1:{server.Port}"), ("STAN_CLUSTERID", "sidekick"), ("STAN_CLIENTID", "forwarder-1")];

    private static NatsOpts Options(ServerProcess server) => NatsOpts.Default with
    {
        Url = $"nats://127.0.0.1:{server.Port}",
        AuthOpts = new NatsAuthOpts { Username = "user", Password = "s3cr3t-nats" },
    };

    private static ServerProcess Server() => new("nats-server", s => ["-a", "127.0.0.1", "-p", $"{s.Port}", "--user", "user", "--pass", "s3cr3t-nats"]);
}
