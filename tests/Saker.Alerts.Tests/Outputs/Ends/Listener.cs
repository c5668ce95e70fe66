using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Alerts.Tests.Outputs.Ends;

/// <summary>Takes connections, one after the other, and keeps what it is sent; with a certificate they are secure.</summary>
internal sealed class Listener : IDisposable
{
    private readonly X509Certificate2? certificate;
    private readonly string? answer;
    private readonly StringBuilder text = new();
    private readonly int port = LoopbackPort.Free();
    private TcpListener? listener;
    private TcpClient? connection;

    /// <param name="certificate">Who it is; null for a connection that is not secure.</param>
    /// <param name="answer">What it answers with whenever it was sent something; null for nothing.</param>
    public Listener(X509Certificate2? certificate = null, string? answer = null)
    {
        this.certificate = certificate;
        this.answer = answer;
        Up();
    }

    public int Port => port;

    /// <summary>Subject of the certificate that was shown to it.</summary>
    public string? Peer { get; private set; }

    public string Text
    {
        get
        {
            lock (text)
                return text.ToString();
        }
    }

    public void Up()
    {
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start();
        _ = Serve(listener);
    }

    public void Down()
    {
        listener?.Dispose();
        connection?.Dispose();
    }

    public void Dispose() => Down();

    private async Task Serve(TcpListener current)
    {
        try
        {
            while (true)
            {
                connection = await current.AcceptTcpClientAsync();
                await Read(connection);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It went down.
        }
    }

    private async Task Read(TcpClient client)
    {
        try
        {
            Stream stream = client.GetStream();
            if (certificate is not null)
            {
                var secure = new SslStream(stream, false, (_, shown, _, _) =>
                {
                    Peer = shown?.Subject;
                    return shown is null || shown.Issuer == "CN=test authority";
                });
                await secure.AuthenticateAsServerAsync(certificate, clientCertificateRequired: true, checkCertificateRevocation: false);
                stream = secure;
            }

            byte[] buffer = new byte[65536];
            while (await stream.ReadAsync(buffer) is > 0 and var length)
            {
                lock (text)
                    text.Append(Encoding.UTF8.GetString(buffer, 0, length));
                if (answer is not null)
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
            }
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
        {
            // The other end went away, or does not like the certificate.
        }
    }
}
