using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Input;

/// <summary>Listens for alerts with HTTP, with or without TLS.</summary>
internal sealed class ForwarderServer : IAsyncDisposable
{
    private const int MaxBody = 4 * 1024 * 1024;

    private readonly WebApplication application;

    private ForwarderServer(WebApplication application) => this.application = application;

    /// <summary>Ports that it listens on, in the order of the configuration.</summary>
    public IReadOnlyList<Uri> Addresses => [.. application.Urls.Select(u => new Uri(u))];

    /// <summary>Begins to listen.</summary>
    /// <exception cref="ForwarderConfigException">It cannot.</exception>
    public static async Task<ForwarderServer> StartAsync(Section root, ForwarderPages pages)
    {
        var address = root.Text("listenaddress") is not { Length: > 0 } text ? IPAddress.IPv6Any
            : IPAddress.TryParse(text, out var parsed) ? parsed
            : throw root.Error("listenaddress", "an IP address is expected");
        bool isSecure = root.Flag("tlsserver.deploy");
        var open = root.List("tlsserver.notlspaths");
        int openPort = isSecure && open.Count > 0 ? Port(root, "tlsserver.notlsport") : -1;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            kestrel.Listen(address, Port(root, "listenport"), listen => Secure(listen, root, isSecure));
            if (openPort >= 0)
                kestrel.Listen(address, openPort);
        });
        var application = builder.Build();
        application.Run(context => openPort > 0 && context.Connection.LocalPort == openPort && !open.Contains(context.Request.Path.Value)
            ? ForwarderPages.NotFoundAsync(context)
            : pages.AnswerAsync(context));
        try
        {
            await application.StartAsync().ConfigureAwait(false);
            return new ForwarderServer(application);
        }
        catch (IOException e)
        {
            throw root.Error("listenport", $"cannot listen on {address} port {root.Text("listenport")}: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await application.StopAsync().ConfigureAwait(false);
        await application.DisposeAsync().ConfigureAwait(false);
    }

    private static int Port(Section root, string key) => root.Number(key) is >= 0 and <= ushort.MaxValue and var port ? port
        : throw root.Error(key, "a port between 0 and 65535 is expected");

    private static void Secure(ListenOptions listen, Section root, bool isSecure)
    {
        if (!isSecure)
            return;
        string key = "tlsserver.certfile";
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(root.Text(key), root.Text("tlsserver.keyfile"));
            var options = new HttpsConnectionAdapterOptions { ServerCertificate = certificate, SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 };
            if (root.Flag("tlsserver.mutualtls"))
            {
                var authorities = new X509Certificate2Collection();
                authorities.ImportFromPemFile(root.Text(key = "tlsserver.cacertfile"));
                options.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                options.ClientCertificateValidation = (client, _, errors) =>
                    (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && IsSignedBy(client, authorities);
            }

            listen.UseHttps(options);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw root.Error(key, $"{root.Text(key)} cannot be used{(key == "tlsserver.certfile" ? $" with the key {root.Text("tlsserver.keyfile")}" : "")} as a certificate in PEM: {e.Message}");
        }
    }

    private static bool IsSignedBy(X509Certificate2 client, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        return chain.Build(client);
    }
}
