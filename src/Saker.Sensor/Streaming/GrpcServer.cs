using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Saker.Alerts.Streaming;
using Saker.Sensor.Configuration;

namespace Saker.Sensor.Streaming;

/// <summary>
/// Listens for subscribers by gRPC, on an address or a socket of its own: the web server beside it speaks no HTTP/2. It is there only when it is asked
/// for, since it takes more memory than all else that serves: see docs/operations.md.
/// </summary>
internal sealed class GrpcServer : IDisposable
{
    private readonly WebApplication application;
    private readonly OutputsService service;

    private GrpcServer(GrpcOptions options, AlertStream stream, string hostname)
    {
        service = new OutputsService(stream, hostname);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (options.SocketPath is { } path)
                kestrel.ListenUnixSocket(path, Configure);
            else
                kestrel.Listen(options.Address!, Configure);
        });
        // The sensor itself minds signals.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(service);
        application = builder.Build();
        application.MapGrpcService<OutputsService>();

        void Configure(ListenOptions listen)
        {
            listen.Protocols = HttpProtocols.Http2;
            if (options.Certificate is { } certificate)
                listen.UseHttps(Secure(certificate, options.ClientAuthority));
        }
    }

    /// <summary>Listens.</summary>
    /// <param name="options">Where.</param>
    /// <param name="stream">The alerts.</param>
    /// <param name="hostname">The machine, for alerts that do not name it.</param>
    /// <param name="log">Where it says that it does.</param>
    /// <exception cref="ConfigException">It cannot: the address is taken, or a certificate cannot be used.</exception>
    public static GrpcServer Start(GrpcOptions options, AlertStream stream, string hostname, Log log)
    {
        GrpcServer? server = null;
        try
        {
            if (options.SocketPath is { } path)
                RemoveAbandoned(path);
            server = new GrpcServer(options, stream, hostname);
            server.application.StartAsync().GetAwaiter().GetResult();
            log.Info($"gRPC listens on {server.application.Urls.Single()}");
            return server;
        }
        catch (Exception e) when (e is IOException or CryptographicException or UnauthorizedAccessException or SocketException)
        {
            server?.Dispose();
            throw new ConfigException($"saker.stream.grpc: cannot listen on {options.SocketPath ?? options.Address!.ToString()}: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        using (var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1)))
            application.StopAsync(patience.Token).GetAwaiter().GetResult();
        application.DisposeAsync().AsTask().GetAwaiter().GetResult();
        service.Dispose();
    }

    /// <summary>Removes the socket of a run that was killed: one that nobody answers at, and that holds nothing, as sockets do.</summary>
    private static void RemoveAbandoned(string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length > 0)
            return;
        using var caller = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            caller.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
        }
    }

    private static HttpsConnectionAdapterOptions Secure(string certificate, string? clientAuthority)
    {
        var options = new HttpsConnectionAdapterOptions { ServerCertificate = X509Certificate2.CreateFromPemFile(certificate) };
        if (clientAuthority is null)
            return options;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(clientAuthority);
        options.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        options.ClientCertificateValidation = (client, _, errors) =>
            (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && IsSignedBy(client, authorities);
        return options;
    }

    private static bool IsSignedBy(X509Certificate2 client, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        return chain.Build(client);
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
