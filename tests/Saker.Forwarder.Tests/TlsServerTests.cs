using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests;

/// <summary>TLS on the side of whoever sends alerts.</summary>
public sealed class TlsServerTests : IDisposable
{
    private readonly TestAuthority authority = new();

    public void Dispose() => authority.Dispose();

    [Fact]
    public async Task Senders_speak_tls()
    {
        await using var forwarder = await StartAsync();
        (await PostAsync(forwarder, Client())).Should().Be(HttpStatusCode.OK);
        await FluentActions.Awaiting(() => PostAsync(forwarder, Client(), "http")).Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task Without_it_they_do_not()
    {
        await using var forwarder = await StartAsync(("TLSSERVER_DEPLOY", "false"));
        (await PostAsync(forwarder, Client(), "http")).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Senders_show_a_certificate_of_the_authority()
    {
        await using var forwarder = await StartAsync(("TLSSERVER_MUTUALTLS", "true"), ("TLSSERVER_CACERTFILE", authority.Authority));
        (await PostAsync(forwarder, Client(authority.ClientCertificate, authority.ClientKey))).Should().Be(HttpStatusCode.OK);
        await FluentActions.Awaiting(() => PostAsync(forwarder, Client())).Should().ThrowAsync<HttpRequestException>();
        using var another = new TestAuthority();
        await FluentActions.Awaiting(() => PostAsync(forwarder, Client(another.ClientCertificate, another.ClientKey))).Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task Some_paths_are_served_without_tls_on_a_port_of_their_own()
    {
        int port = LoopbackPort.Free();
        await using var forwarder = await StartAsync(("TLSSERVER_NOTLSPORT", $"{port}"), ("TLSSERVER_NOTLSPATHS", "/metrics,/healthz"));
        using var client = new HttpClient();
        (await client.GetAsync(new Uri($"http://127.0.0.1:{port}/healthz"), TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await client.GetAsync(new Uri($"http://127.0.0.1:{port}/ping"), TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await PostAsync(forwarder, Client())).Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("TLSSERVER_CERTFILE")]
    [InlineData("TLSSERVER_KEYFILE")]
    [InlineData("TLSSERVER_CACERTFILE")]
    public async Task A_file_that_is_not_there_is_an_error(string variable) => (await FluentActions.Awaiting(() => StartAsync(
            ("TLSSERVER_MUTUALTLS", "true"), ("TLSSERVER_CACERTFILE", authority.Authority), (variable, "/nowhere.pem")))
        .Should().ThrowAsync<ForwarderConfigException>()).Which.Message.Should().Contain("nowhere.pem");

    private async Task<ForwarderRun> StartAsync(params (string Name, string Value)[] more)
    {
        Dictionary<string, string> variables = new()
        {
            ["LISTENADDRESS"] = "127.0.0.1", ["LISTENPORT"] = "0", ["SPOOL_DIRECTORY"] = "none", ["TLSSERVER_DEPLOY"] = "true",
            ["TLSSERVER_CERTFILE"] = authority.ServerCertificate, ["TLSSERVER_KEYFILE"] = authority.ServerKey,
        };
        foreach (var (name, value) in more)
            variables[name] = value;
        return await ForwarderRun.StartAsync(null, variables.GetValueOrDefault, _ => { });
    }

    private static async Task<HttpStatusCode> PostAsync(ForwarderRun forwarder, HttpClient client, string scheme = "https")
    {
        using (client)
        {
            using var body = new StringContent(Bench.Alert(), Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri($"{scheme}://127.0.0.1:{forwarder.Addresses[0].Port}/"), body, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
    }

    /// <summary>A sender that trusts the authority, and shows a certificate if it has one.</summary>
    private HttpClient Client(string? certificate = null, string? key = null)
    {
        var trusted = X509CertificateLoader.LoadCertificateFromFile(authority.Authority);
        var options = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { trusted } },
        };
        if (certificate is not null)
            options.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, key)];
        return new HttpClient(new SocketsHttpHandler { SslOptions = options });
    }
}
