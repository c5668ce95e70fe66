using Saker.Alerts.Channels;
using Saker.Alerts.Outputs;
using Saker.Alerts.Tests.Outputs.Ends;

namespace Saker.Alerts.Tests.Outputs;

/// <summary>Who is trusted with alerts, and whom the sensor says it is.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Thanks = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private readonly string directory = Directory.CreateTempSubdirectory("saker-tls-").FullName;
    private readonly Certificates certificates;
    private readonly Listener listener;

    public TlsTests()
    {
        certificates = new Certificates(directory);
        listener = new Listener(certificates.Server, Thanks);
    }

    public void Dispose()
    {
        listener.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void An_endpoint_is_trusted_by_its_authority_and_shown_who_posts()
    {
        using (var deliveries = Open(new TlsOptions(false, certificates.Authority, null, certificates.ClientCertificate, certificates.ClientKey)))
            deliveries.Add(1);
        listener.Text.Should().Contain("POST /alerts HTTP/1.1").And.EndWith("alert 0");
        listener.Peer.Should().Be("CN=sensor");
    }

    [Fact]
    public void Authorities_may_lie_in_a_directory()
    {
        using (var deliveries = Open(new TlsOptions(false, null, directory, null, null)))
            deliveries.Add(1);
        listener.Text.Should().EndWith("alert 0");
        listener.Peer.Should().BeNull();
    }

    [Fact]
    public void Whoever_is_not_trusted_gets_nothing()
    {
        using (var deliveries = Open(TlsOptions.Usual, Deliveries.Impatient))
        {
            deliveries.Add(1);
            Wait.Until(() => deliveries.Counts("http").Retried > 0, () => "it was not refused");
            deliveries.Log.Should().Contain(l => l.Contains("certificate", StringComparison.Ordinal));
        }

        listener.Text.Should().BeEmpty();
    }

    [Fact]
    public void Unless_anybody_is()
    {
        using (var deliveries = Open(TlsOptions.Usual with { Insecure = true }))
            deliveries.Add(1);
        listener.Text.Should().EndWith("alert 0");
    }

    private Deliveries Open(TlsOptions tls, OutputLimits? limits = null) => new(
        limits ?? Deliveries.Quick,
        (new HttpOutput(new HttpOptions { Url = new Uri($"https://localhost:{listener.Port}/alerts"), Json = true, Tls = tls, Timeout = TimeSpan.FromSeconds(10) }, _ => { }), null));
}
