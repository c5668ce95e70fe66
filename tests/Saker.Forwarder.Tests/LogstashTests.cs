using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests;

/// <summary>Lines for Logstash: https://www.elastic.co/docs/reference/logstash/plugins/plugins-inputs-tcp</summary>
public sealed class LogstashTests
{
    [Fact]
    public async Task Lines_hold_alerts_and_none_is_lost_while_nobody_listens()
    {
        var first = new LineServer(LoopbackPort.Free());
        await using var bench = await Bench.StartAsync(("LOGSTASH_ADDRESS", "127.0.0.1"), ("LOGSTASH_PORT", $"{first.Port}"));
        await Outage.SendAsync(bench, 0, 10);
        await Wait.UntilAsync(() => first.Lines.Count == 10, () => string.Join('\n', bench.Log));
        await first.DisposeAsync();
        await Outage.SendAsync(bench, 10, 10);
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains($"tcp://127.0.0.1:{bench.PortOf("LOGSTASH_PORT")}", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        await using var second = new LineServer(bench.PortOf("LOGSTASH_PORT"));
        await Outage.SendAsync(bench, 20, 10);
        // What was sent shortly before the connection broke comes once more.
        await Wait.UntilAsync(() => second.Lines.Select(Outage.Number).Contains(29), () => string.Join('\n', bench.Log));
        Outage.ShouldHoldAll([.. first.Lines, .. second.Lines]);
    }

    [Fact]
    public async Task Tags_are_added_and_indexes_written_with_dots()
    {
        using var certificate = Certificate();
        await using var server = new LineServer(certificate: certificate);
        await using var bench = await Bench.StartAsync(("LOGSTASH_ADDRESS", "127.0.0.1"), ("LOGSTASH_PORT", $"{server.Port}"), ("LOGSTASH_TAGS", "prod,eu"), ("LOGSTASH_TLS", "true"),
            ("LOGSTASH_CHECKCERT", "false"));
        await bench.PostAsync(Bench.Alert().Replace("\"proc.name\"", "\"proc.aname[2]\"", StringComparison.Ordinal));
        await Wait.UntilAsync(() => server.Lines.Count == 1, () => string.Join('\n', bench.Log));
        var line = JsonNode.Parse(server.Lines.Single())!;
        ((string?)line["output_fields"]!["proc.aname.2"]).Should().Be("bash");
        line["tags"]!.AsArray().Select(t => (string?)t).Should().Equal("T1059", "mitre_execution", "prod", "eu");
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_not_trusted()
    {
        using var certificate = Certificate();
        await using var server = new LineServer(certificate: certificate);
        await using var bench = await Bench.StartAsync(("LOGSTASH_ADDRESS", "127.0.0.1"), ("LOGSTASH_PORT", $"{server.Port}"), ("LOGSTASH_TLS", "true"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("certificate", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        server.Lines.Should().BeEmpty();
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=logstash", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
