using System.Security.Cryptography.X509Certificates;
using NATS.Client.Core;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>TLS with the real servers of queues: whom outputs trust, and who they are.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestAuthority authority = new();

    public void Dispose() => authority.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Redis_is_spoken_to_by_tls(bool isMutual)
    {
        await using var server = await Redis(isMutual).StartAsync();
        await authority.ShouldBeNeededAsync("REDIS", isMutual, ("REDIS_ADDRESS", $"127.0.0.1:{server.Port}"), ("REDIS_TLS", "true"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mqtt_is_spoken_by_tls(bool isMutual)
    {
        await using var server = await Mosquitto(isMutual).StartAsync();
        await authority.ShouldBeNeededAsync("MQTT", isMutual, ("MQTT_BROKER", $"ssl://127.0.0.1:{server.Port}"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nats_is_spoken_to_by_tls(bool isMutual)
    {
        await using var server = await NatsServer(isMutual).StartAsync();
        await authority.ShouldBeNeededAsync("NATS", isMutual, ("NATS_HOSTPORT", $"tls://127.0.0.1:{server.Port}"), ("NATS_SUBJECTTEMPLATE", "alerts"));
    }

    [Fact]
    public async Task An_outputs_own_files_say_who_it_is_and_whom_it_trusts()
    {
        await using var server = await Redis().StartAsync();
        (string, string)[] files = [("REDIS_MUTUALTLS", "true"), ("REDIS_CERTFILE", authority.ClientCertificate), ("REDIS_KEYFILE", authority.ClientKey), ("REDIS_CACERTFILE", authority.Authority)];
        await TestAuthority.EachShouldBeNeededAsync([("REDIS_ADDRESS", $"127.0.0.1:{server.Port}"), .. files]);
    }

    [Fact]
    public async Task Redis_without_a_check_needs_no_authority()
    {
        await using var server = await Redis(isMutual: false).StartAsync();
        await TestAuthority.EachShouldBeNeededAsync(("REDIS_ADDRESS", $"127.0.0.1:{server.Port}"), ("REDIS_TLS", "true"), ("REDIS_CHECKCERT", "false"));
    }

    [Fact]
    public async Task Files_are_found_by_their_directory()
    {
        await using var server = await Redis().StartAsync();
        await TestAuthority.EachShouldBeNeededAsync(("REDIS_ADDRESS", $"127.0.0.1:{server.Port}"), ("REDIS_MUTUALTLS", "true"), ("MUTUALTLSFILESPATH", authority.Folder));
    }

    [Fact]
    public async Task Mqtt_without_a_check_needs_no_authority()
    {
        await using var server = await Mosquitto().StartAsync();
        await TestAuthority.EachShouldBeNeededAsync(("MQTT_BROKER", $"ssl://127.0.0.1:{server.Port}"), ("MQTT_CHECKCERT", "false"));
    }

    [Fact]
    public async Task Nats_without_a_check_needs_no_authority()
    {
        await using var server = await NatsServer().StartAsync();
        await TestAuthority.EachShouldBeNeededAsync(("NATS_HOSTPORT", $"tls://127.0.0.1:{server.Port}"), ("NATS_CHECKCERT", "false"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nats_streaming_is_spoken_to_by_tls(bool isMutual)
    {
        await using var server = await NatsServer(isMutual).StartAsync();
        var secure = NatsTlsOpts.Default with { CaFile = authority.Authority, CertFile = authority.ClientCertificate, KeyFile = authority.ClientKey };
        await using var cluster = await StanCluster.StartAsync(NatsOpts.Default with { Url = $"tls://127.0.0.1:{server.Port}", TlsOpts = secure }, "sidekick");
        (string, string)[] settings = [("STAN_HOSTPORT", $"tls://127.0.0.1:{server.Port}"), ("STAN_CLUSTERID", "sidekick"), ("STAN_CLIENTID", "c")];
        await authority.ShouldBeNeededAsync("STAN", isMutual, settings);
        if (!isMutual)
            await TestAuthority.EachShouldBeNeededAsync([.. settings, ("STAN_CHECKCERT", "false")]);
    }

    [Fact]
    public async Task Logstash_is_told_who_sends()
    {
        using var certificate = X509Certificate2.CreateFromPemFile(authority.ServerCertificate, authority.ServerKey);
        await using var server = new LineServer(certificate: certificate, client: "CN=saker");
        await TestAuthority.EachShouldBeNeededAsync(("LOGSTASH_ADDRESS", "127.0.0.1"), ("LOGSTASH_PORT", $"{server.Port}"), ("LOGSTASH_MUTUALTLS", "true"),
            ("LOGSTASH_CERTFILE", authority.ClientCertificate), ("LOGSTASH_KEYFILE", authority.ClientKey), ("LOGSTASH_CACERTFILE", authority.Authority));
    }

    [Fact]
    public async Task A_log_is_read_by_tls_with_files_of_its_own()
    {
        await using var server = await Redis().StartAsync();
        (string, string)[] log = [("INPUT_REDIS_ADDRESS", $"127.0.0.1:{server.Port}"), ("INPUT_REDIS_KEY", "alerts"), ("WEBHOOK_ADDRESS", "http://127.0.0.1:9/"), ("INPUT_REDIS_MUTUALTLS", "true")];
        await using var bench = await Bench.StartAsync([.. log, ("INPUT_REDIS_CERTFILE", authority.ClientCertificate), ("INPUT_REDIS_KEYFILE", authority.ClientKey),
            ("INPUT_REDIS_CACERTFILE", authority.Authority)]);
        await Wait.UntilAsync(() => bench.Log.Contains($"input redis: reads redis://127.0.0.1:{server.Port}"), () => string.Join('\n', bench.Log));
    }

    [Fact]
    public async Task A_log_whose_authority_nobody_knows_is_not_read_unless_it_is_not_to_be_checked()
    {
        await using var server = await NatsServer().StartAsync();
        await using var bench = await Bench.StartAsync(("INPUT_NATS_HOSTPORT", $"tls://127.0.0.1:{server.Port}"), ("INPUT_NATS_STREAM", "s"), ("WEBHOOK_ADDRESS", "http://127.0.0.1:9/"));
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("certificate", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        foreach (var (name, value) in new[] { ("INPUT_NATS_CHECKCERT", "false"), ("TLSCLIENT_CACERTFILE", authority.Authority) })
        {
            await bench.StopAsync();
            bench.Log.Clear();
            await bench.RestartAsync(("INPUT_NATS_CHECKCERT", "true"), ("TLSCLIENT_CACERTFILE", ""), (name, value));
            // It is let in, and this server keeps no streams.
            await Wait.UntilAsync(() => bench.Log.Any(l => l.StartsWith("input nats: ", StringComparison.Ordinal) && l.Contains("No responders", StringComparison.OrdinalIgnoreCase)),
                () => string.Join('\n', bench.Log));
            bench.Log.Should().NotContain(l => l.Contains("certificate", StringComparison.Ordinal));
        }
    }

    private ServerProcess Redis(bool isMutual = true) => new("redis-server", s => ["--port", "0", "--tls-port", $"{s.Port}", "--bind", "127.0.0.1", "--dir", s.Folder,
        "--tls-cert-file", authority.ServerCertificate, "--tls-key-file", authority.ServerKey, "--tls-ca-cert-file", authority.Authority, "--tls-auth-clients", isMutual ? "yes" : "no"]);

    private ServerProcess Mosquitto(bool isMutual = false) => new("mosquitto", s => ["-c", s.Write("mosquitto.conf",
        $"listener {s.Port} 127.0.0.1\nallow_anonymous true\nuser root\ncafile {authority.Authority}\ncertfile {authority.ServerCertificate}\n"
        + $"keyfile {authority.ServerKey}\nrequire_certificate {(isMutual ? "true" : "false")}\n")]);

    private ServerProcess NatsServer(bool isMutual = false) => new("nats-server", s => ["-a", "127.0.0.1", "-p", $"{s.Port}", "--tls", "--tlscert", authority.ServerCertificate,
        "--tlskey", authority.ServerKey, .. isMutual ? ["--tlsverify", "--tlscacert", authority.Authority] : Array.Empty<string>()]);
}
