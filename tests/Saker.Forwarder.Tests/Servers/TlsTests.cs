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
        await using var server = await new ServerProcess("redis-server", s => ["--port", "0", "--tls-port", $"{s.Port}", "--bind", "127.0.0.1", "--dir", s.Folder,
            "--tls-cert-file", authority.ServerCertificate, "--tls-key-file", authority.ServerKey, "--tls-ca-cert-file", authority.Authority,
            "--tls-auth-clients", isMutual ? "yes" : "no"]).StartAsync();
        await authority.ShouldBeNeededAsync("REDIS", isMutual, ("REDIS_ADDRESS", $"127.0.0.1:{server.Port}"), ("REDIS_TLS", "true"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mqtt_is_spoken_by_tls(bool isMutual)
    {
        await using var server = await new ServerProcess("mosquitto", s => ["-c", s.Write("mosquitto.conf",
            $"listener {s.Port} 127.0.0.1\nallow_anonymous true\nuser root\ncafile {authority.Authority}\ncertfile {authority.ServerCertificate}\n"
            + $"keyfile {authority.ServerKey}\nrequire_certificate {(isMutual ? "true" : "false")}\n")]).StartAsync();
        await authority.ShouldBeNeededAsync("MQTT", isMutual, ("MQTT_BROKER", $"ssl://127.0.0.1:{server.Port}"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nats_is_spoken_to_by_tls(bool isMutual)
    {
        await using var server = await new ServerProcess("nats-server", s => ["-a", "127.0.0.1", "-p", $"{s.Port}", "--tls", "--tlscert", authority.ServerCertificate,
            "--tlskey", authority.ServerKey, .. isMutual ? ["--tlsverify", "--tlscacert", authority.Authority] : Array.Empty<string>()]).StartAsync();
        await authority.ShouldBeNeededAsync("NATS", isMutual, ("NATS_HOSTPORT", $"tls://127.0.0.1:{server.Port}"), ("NATS_SUBJECTTEMPLATE", "alerts"));
    }
}
