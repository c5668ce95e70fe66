using System.Collections.Concurrent;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>Against a real Mosquitto.</summary>
public sealed class MqttTests
{
    private const int SIGUSR1 = 10;

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task Alerts_arrive_whole_and_none_is_lost_while_the_broker_is_away(string quality)
    {
        await using var server = Server("allow_anonymous true");
        await server.StartAsync();
        var received = new ConcurrentQueue<string>();
        using var client = await SubscribeAsync(server, received);
        await using var bench = await Bench.StartAsync(("MQTT_BROKER", $"tcp://127.0.0.1:{server.Port}"), ("MQTT_TOPIC", "alerts/all"), ("MQTT_QOS", quality));
        await Outage.SendAsync(bench, 0, 10);
        await Wait.UntilAsync(() => received.Count == 10, () => string.Join('\n', bench.Log));
        await SaveAsync(server);
        await server.KillAsync();
        await Outage.SendAsync(bench, 10, 10);
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("wait until it works again", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        await server.StartAsync();
        await Outage.SendAsync(bench, 20, 10);
        await Outage.DeliveredAsync(bench);
        // The broker knows from before who listens, and has kept for them what came before they are back.
        using var again = await SubscribeAsync(server, received);
        await Wait.UntilAsync(() => received.Select(Outage.Number).Distinct().Count() == Outage.Alerts,
            () => $"{string.Join(' ', received.Select(Outage.Number))}\n{server.Said}\n{string.Join('\n', bench.Log)}", seconds: 60);
        Outage.ShouldHoldAll(received);
    }

    [Fact]
    public async Task A_password_that_is_wrong_is_said_and_not_shown()
    {
        await using var server = Server("allow_anonymous false");
        await server.StartAsync();
        await using var bench = await Bench.StartAsync(("MQTT_BROKER", $"127.0.0.1:{server.Port}"), ("MQTT_USER", "u"), ("MQTT_PASSWORD", "s3cr3t-wrong"), ("DELIVERY_ATTEMPTS", "2"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("the broker answers NotAuthorized; it is kept as a dead letter", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        string.Join('\n', bench.Log).Should().NotContain("s3cr3t");
    }

    [Theory]
    [InlineData("true", 1)]
    [InlineData("false", 0)]
    public async Task The_last_alert_is_kept_for_those_who_come_later_when_it_is_wanted(string isRetained, int kept)
    {
        await using var server = Server("allow_anonymous true");
        await server.StartAsync();
        await using var bench = await Bench.StartAsync(("MQTT_BROKER", $"tcp://127.0.0.1:{server.Port}"), ("MQTT_TOPIC", "alerts/all"), ("MQTT_RETAINED", isRetained));
        await Outage.SendAsync(bench, 0, 2);
        await Outage.DeliveredAsync(bench);
        var received = new ConcurrentQueue<string>();
        using var client = await SubscribeAsync(server, received);
        await Outage.SendAsync(bench, 2, 1);
        await Wait.UntilAsync(() => received.Select(Outage.Number).Contains(2), () => string.Join('\n', bench.Log));
        received.Select(Outage.Number).Should().Equal(kept == 1 ? [1, 2] : [2]);
    }

    // It saves when it is told to: whenever something changes is too often for a disk that has other things to do.
    private static ServerProcess Server(string access) => new("mosquitto",
        s => ["-c", s.Write("mosquitto.conf", $"listener {s.Port} 127.0.0.1\n{access}\nuser root\npersistence true\n"
            + $"persistence_location {s.Folder}/\nautosave_interval 0\n")]);

    /// <summary>Has a broker save what it knows.</summary>
    private static Task SaveAsync(ServerProcess server)
    {
        server.Signal(SIGUSR1);
        return Wait.UntilAsync(() => File.Exists(Path.Combine(server.Folder, "mosquitto.db")), () => server.Said);
    }

    private static async Task<IMqttClient> SubscribeAsync(ServerProcess server, ConcurrentQueue<string> received)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        client.ApplicationMessageReceivedAsync += message =>
        {
            received.Enqueue(message.ApplicationMessage.ConvertPayloadToString());
            return Task.CompletedTask;
        };
        // A session of the next version would end with its connection, unless more is said.
        var options = new MqttClientOptionsBuilder().WithProtocolVersion(MqttProtocolVersion.V311).WithTcpServer("127.0.0.1", server.Port).WithClientId("test").WithCleanSession(false);
        await client.ConnectAsync(options.Build(), TestContext.Current.CancellationToken);
        await client.SubscribeAsync("alerts/#", MqttQualityOfServiceLevel.ExactlyOnce, TestContext.Current.CancellationToken);
        return client;
    }
}
