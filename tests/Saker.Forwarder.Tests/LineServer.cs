using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Saker.Forwarder.Tests;

/// <summary>Takes lines by TCP or TLS and says nothing, as Logstash's input does. Logstash itself is not to be had for the tests.</summary>
internal sealed class LineServer : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly X509Certificate2? certificate;
    private readonly string? client;
    private readonly CancellationTokenSource ending = new();
    private readonly List<Task> tasks = [];

    /// <summary>Starts one.</summary>
    /// <param name="port">The port; 0 for any.</param>
    /// <param name="certificate">With which it speaks TLS; without it there is none.</param>
    /// <param name="client">The name in the certificate that clients have to show; null when they need none.</param>
    public LineServer(int port = 0, X509Certificate2? certificate = null, string? client = null)
    {
        this.certificate = certificate;
        this.client = client;
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start();
        tasks.Add(AcceptAsync());
    }

    public ConcurrentQueue<string> Lines { get; } = [];

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        await Task.WhenAll(tasks).ContinueWith(_ => { }, TaskScheduler.Default);
        ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
            tasks.Add(ReadAsync(await listener.AcceptTcpClientAsync(ending.Token)));
    }

    private async Task ReadAsync(TcpClient connection)
    {
        using (connection)
        {
            Stream stream = connection.GetStream();
            if (certificate is not null)
            {
                var secure = new SslStream(stream);
                await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                {
                    ServerCertificate = certificate,
                    ClientCertificateRequired = client is not null,
                    RemoteCertificateValidationCallback = (_, shown, _, _) => client is null || shown?.Subject == client,
                }, ending.Token);
                stream = secure;
            }

            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(ending.Token) is { } line)
                Lines.Enqueue(line);
        }
    }
}
