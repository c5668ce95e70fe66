using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Saker.Forwarder.Tests;

/// <summary>Takes lines by TCP or TLS and says nothing, as Logstash's input does. Logstash itself is not to be had for the tests.</summary>
internal sealed class LineServer : IAsyncDisposable
{
    private readonly TcpEnd end;
    private readonly X509Certificate2? certificate;
    private readonly string? client;

    /// <summary>Starts one.</summary>
    /// <param name="port">The port; 0 for any.</param>
    /// <param name="certificate">With which it speaks TLS; without it there is none.</param>
    /// <param name="client">The name in the certificate that clients have to show; null when they need none.</param>
    public LineServer(int port = 0, X509Certificate2? certificate = null, string? client = null)
    {
        this.certificate = certificate;
        this.client = client;
        end = new TcpEnd(ReadAsync, port);
    }

    public ConcurrentQueue<string> Lines { get; } = [];

    public int Port => end.Port;

    public ValueTask DisposeAsync() => end.DisposeAsync();

    private async Task ReadAsync(Stream stream, CancellationToken ending)
    {
        if (certificate is not null)
        {
            var secure = new SslStream(stream);
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ClientCertificateRequired = client is not null,
                RemoteCertificateValidationCallback = (_, shown, _, _) => client is null || shown?.Subject == client,
            }, ending);
            stream = secure;
        }

        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(ending) is { } line)
            Lines.Enqueue(line);
    }
}
