using Saker.Alerts.Channels;
using Saker.Alerts.Outputs;
using Saker.Alerts.Tests.Outputs.Ends;

namespace Saker.Alerts.Tests.Outputs;

/// <summary>Who is trusted with alerts, and whom the sensor says it is.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly SecureEnd end = new();

    public void Dispose() => end.Dispose();

    [Fact]
    public void An_endpoint_is_trusted_by_its_authority_and_shown_who_posts()
    {
        using (var deliveries = Open(new TlsOptions(false, end.Certificates.Authority, null, end.Certificates.ClientCertificate, end.Certificates.ClientKey)))
            deliveries.Add(1);
        end.Listener.Text.Should().Contain("POST /alerts HTTP/1.1").And.EndWith("alert 0");
        end.Listener.Peer.Should().Be("CN=sensor");
    }

    [Fact]
    public void Authorities_may_lie_in_a_directory()
    {
        using (var deliveries = Open(new TlsOptions(false, null, end.Directory, null, null)))
            deliveries.Add(1);
        end.Listener.Text.Should().EndWith("alert 0");
        end.Listener.Peer.Should().BeNull();
    }

    [Fact]
    public void Whoever_is_not_trusted_gets_nothing()
    {
        using (var deliveries = Open(TlsOptions.Usual, Deliveries.Impatient))
        {
            deliveries.Add(1);
            Wait.Until(() => deliveries.Log.Any(l => l.Contains("certificate", StringComparison.Ordinal)), () => "it was not refused");
            deliveries.Counts("http").Retried.Should().BePositive();
        }

        end.Listener.Text.Should().BeEmpty();
    }

    [Fact]
    public void Unless_anybody_is()
    {
        using (var deliveries = Open(TlsOptions.Usual with { Insecure = true }))
            deliveries.Add(1);
        end.Listener.Text.Should().EndWith("alert 0");
    }

    private Deliveries Open(TlsOptions tls, OutputLimits? limits = null) => new(
        limits ?? Deliveries.Quick,
        (new HttpOutput(new HttpOptions { Url = new Uri($"https://localhost:{end.Listener.Port}/alerts"), Json = true, Tls = tls, Timeout = TimeSpan.FromSeconds(10) }, _ => { }), null));
}
