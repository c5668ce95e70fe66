using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>Against a real RabbitMQ. It takes long to start, so one test shows all.</summary>
public sealed class RabbitMqTests
{
    [Fact]
    public async Task Alerts_arrive_whole_and_none_is_lost_while_the_broker_is_away()
    {
        // The broker would start this one by itself, and leave it behind.
        await using var names = await new ServerProcess("epmd", s => ["-address", "127.0.0.1", "-port", $"{s.Port}"]).StartAsync();
        await using var server = await Server(names.Port).StartAsync();
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = server.Port, AutomaticRecoveryEnabled = false };
        await using (var maker = await factory.CreateConnectionAsync(TestContext.Current.CancellationToken))
        await using (var channel = await maker.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken))
            await channel.QueueDeclareAsync("alerts", durable: true, exclusive: false, autoDelete: false, cancellationToken: TestContext.Current.CancellationToken);
        // A queue that was declared is on disk some seconds later only: a broker that is killed before knows neither it nor what was in it.
        await server.AskAsync("rabbitmqctl", "eval", "mnesia:dump_log().");
        await Wait.UntilAsync(() => HasOnDisk(server, "alerts"), () => "the queue is not on disk");
        await using var bench = await Bench.StartAsync(("RABBITMQ_URL", $"amqp://guest:guest@127.0.0.1:{server.Port}/"), ("RABBITMQ_QUEUE", "alerts"));
        await Outage.SendAsync(bench, server);

        await using var connection = await factory.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var reading = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        var received = new ConcurrentQueue<string>();
        var consumer = new AsyncEventingBasicConsumer(reading);
        consumer.ReceivedAsync += (_, message) =>
        {
            string body = Encoding.UTF8.GetString(message.Body.Span);
            message.BasicProperties.ContentType.Should().Be("application/json");
            body.Should().Contain($"\"uuid\":\"{message.BasicProperties.MessageId}\"");
            received.Enqueue(body);
            return Task.CompletedTask;
        };
        await reading.BasicConsumeAsync("alerts", autoAck: true, consumer, TestContext.Current.CancellationToken);
        await Wait.UntilAsync(() => received.Select(Outage.Number).Distinct().Count() == Outage.Alerts, () => string.Join('\n', bench.Log));
        Outage.ShouldHoldAll(received);

        await bench.RestartAsync(("RABBITMQ_QUEUE", "not-there"), ("DELIVERY_ATTEMPTS", "2"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("no queue takes the alert: NO_ROUTE; it is kept as a dead letter", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        await bench.RestartAsync(("RABBITMQ_URL", $"amqp://guest:s3cr3t-wrong@127.0.0.1:{server.Port}/"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("ACCESS_REFUSED", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        string.Join('\n', bench.Log).Should().NotContain("s3cr3t");
    }

    [Fact]
    public async Task The_broker_is_spoken_to_by_tls()
    {
        using var authority = new TestAuthority();
        await using var names = await new ServerProcess("epmd", s => ["-address", "127.0.0.1", "-port", $"{s.Port}"]).StartAsync();
        await using var server = await Server(names.Port, authority).StartAsync();
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = server.Port, AutomaticRecoveryEnabled = false };
        factory.Ssl = new SslOption("127.0.0.1", enabled: true)
        {
            Certs = [X509Certificate2.CreateFromPemFile(authority.ClientCertificate, authority.ClientKey)],
            CertificateValidationCallback = (_, certificate, _, _) => certificate!.Issuer.Contains("test authority", StringComparison.Ordinal),
        };
        await using var connection = await factory.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        await channel.QueueDeclareAsync("alerts", durable: true, exclusive: false, autoDelete: false, cancellationToken: TestContext.Current.CancellationToken);
        await authority.ShouldBeNeededAsync("RABBITMQ", true, ("RABBITMQ_URL", $"amqps://guest:guest@127.0.0.1:{server.Port}/"), ("RABBITMQ_QUEUE", "alerts"));
        (await channel.MessageCountAsync("alerts", TestContext.Current.CancellationToken)).Should().Be(2);
    }

    /// <summary>Whether a name is in the tables (https://www.erlang.org/doc/apps/mnesia) that a broker keeps on disk.</summary>
    private static bool HasOnDisk(ServerProcess server, string name) => Directory.EnumerateFiles(Path.Combine(server.Folder, "data"), "*", SearchOption.AllDirectories)
        .Where(f => Path.GetExtension(f) is ".DCL" or ".DCD").Any(f =>
        {
            try
            {
                using var file = new StreamReader(new FileStream(f, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), Encoding.Latin1);
                return file.ReadToEnd().Contains(name, StringComparison.Ordinal);
            }
            catch (FileNotFoundException)
            {
                // A log that was dumped goes away.
                return false;
            }
        });

    private static ServerProcess Server(int names, TestAuthority? authority = null) => new("rabbitmq-server", s =>
    {
        if (authority is not null)
        {
            s.Write("rabbitmq.conf", $"listeners.tcp = none\nlisteners.ssl.1 = 127.0.0.1:{s.Port}\nssl_options.cacertfile = {authority.Authority}\n"
                + $"ssl_options.certfile = {authority.ServerCertificate}\nssl_options.keyfile = {authority.ServerKey}\n"
                + "ssl_options.verify = verify_peer\nssl_options.fail_if_no_peer_cert = true\n");
        }

        s.Write("enabled_plugins", "[].\n");
        return [];
    }, new Dictionary<string, string>
    {
        ["HOME"] = "FOLDER",
        ["RABBITMQ_NODENAME"] = "saker-PORT@localhost",
        [authority is null ? "RABBITMQ_NODE_IP_ADDRESS" : "RABBITMQ_CONFIG_FILE"] = authority is null ? "127.0.0.1" : "FOLDER/rabbitmq.conf",
        [authority is null ? "RABBITMQ_NODE_PORT" : "RABBITMQ_CONSOLE_LOG"] = authority is null ? "PORT" : "new",
        ["RABBITMQ_DIST_PORT"] = $"{LoopbackPort.Free()}",
        ["RABBITMQ_MNESIA_BASE"] = "FOLDER/data",
        ["RABBITMQ_LOG_BASE"] = "FOLDER/log",
        ["RABBITMQ_PID_FILE"] = "FOLDER/pid",
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = "FOLDER/enabled_plugins",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["ERL_EPMD_PORT"] = $"{names}",
    });
}
