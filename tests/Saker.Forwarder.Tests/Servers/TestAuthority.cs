using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>An authority that only a test knows, with certificates for a server on the loopback device and for a client, as files in PEM.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("saker-authority-").FullName;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Saker's test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        File.WriteAllText(Authority, authority.ExportCertificatePem());
        Issue(authority, "CN=127.0.0.1", ServerCertificate, ServerKey);
        Issue(authority, "CN=saker", ClientCertificate, ClientKey);
        // Servers that do not run as root read them, too.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
    }

    public string Authority => Path.Combine(folder, "ca.crt");

    public string ServerCertificate => Path.Combine(folder, "server.crt");

    public string ServerKey => Path.Combine(folder, "server.key");

    public string ClientCertificate => Path.Combine(folder, "client.crt");

    public string ClientKey => Path.Combine(folder, "client.key");

    /// <summary>
    /// An output does not speak to a server whose authority it does not know; with the authority, and the certificate where the server wants one, it delivers.
    /// </summary>
    /// <param name="section">The output's section in the configuration.</param>
    /// <param name="isMutual">Whether the server wants a certificate.</param>
    /// <param name="settings">Where the server is.</param>
    public async Task ShouldBeNeededAsync(string section, bool isMutual, params (string Name, string Value)[] settings)
    {
        await using var bench = await Bench.StartAsync([.. settings, ("DELIVERY_TIMEOUT", "5s")]);
        await Outage.SendAsync(bench, 0, 1);
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("wait until it works again", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        (await bench.MetricsAsync()).Should().Contain("saker_forward_queue_alerts{destination=\"").And.MatchRegex("queue_alerts{[^}]*} 1");
        // Whoever is given up too early gets an alert twice.
        await bench.RestartAsync([("DELIVERY_TIMEOUT", "30s"), .. isMutual
            ? [($"{section}_MUTUALTLS", "true"), ("MUTUALTLSCLIENT_CERTFILE", ClientCertificate), ("MUTUALTLSCLIENT_KEYFILE", ClientKey), ("MUTUALTLSCLIENT_CACERTFILE", Authority)]
            : new[] { ("TLSCLIENT_CACERTFILE", Authority) }]);
        await Outage.SendAsync(bench, 1, 1);
        await Outage.DeliveredAsync(bench);
        string.Join('\n', bench.Log).Should().NotContain("dead letter");
        (await bench.MetricsAsync()).Should().MatchRegex("outputs_total{[^}]*status=\"ok\"} 2");
    }

    /// <summary>An output delivers to a server that wants a certificate and whose authority nobody knows, with what some variables say, and not without one of them.</summary>
    /// <param name="settings">Where the server is, and what is said of certificates.</param>
    public static async Task EachShouldBeNeededAsync(params (string Name, string Value)[] settings)
    {
        await using (var bench = await Bench.StartAsync(settings))
        {
            await Outage.SendAsync(bench, 0, 1);
            await Outage.DeliveredAsync(bench);
            (await bench.MetricsAsync()).Should().MatchRegex("outputs_total{[^}]*status=\"ok\"} 1");
        }

        foreach (var (name, _) in settings.Where(s => s.Value.StartsWith('/') || s.Value == "false"))
            await RefusedAsync([.. settings.Where(s => s.Name != name)]);
    }

    private static async Task RefusedAsync((string, string)[] settings)
    {
        Bench bench;
        try
        {
            bench = await Bench.StartAsync([.. settings, ("DELIVERY_TIMEOUT", "5s")]);
        }
        catch (ForwarderConfigException)
        {
            // A file is missing.
            return;
        }

        await using (bench)
        {
            await Outage.SendAsync(bench, 0, 1);
            await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("wait until it works again", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        }
    }

    /// <summary>The directory that the files of a client lie in, under the names that are looked for.</summary>
    public string Folder => folder;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void Issue(X509Certificate2 authority, string name, string certificateFile, string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        // PostgreSQL takes no key that others may read.
        File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
