using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Saker.Alerts.Streaming;
using Saker.Sensor.Configuration;
using Saker.Sensor.Streaming;

namespace Saker.Sensor.Health;

/// <summary>
/// Answers GET requests, one a connection. That is all a probe or a scraper needs, and it takes a third of the memory that a web framework
/// would: see docs/operations.md.
/// </summary>
internal sealed class WebServer : IDisposable
{
    private const int LongestRequest = 8192;

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan breath = TimeSpan.FromMilliseconds(50);

    private readonly TcpListener listener;
    private readonly X509Certificate2? certificate;
    private readonly WebPages pages;
    private readonly AlertFeed? feed;
    private readonly SemaphoreSlim room;
    private readonly Thread worker;
    private volatile bool stopping;

    private WebServer(WebOptions options, WebPages pages, AlertStream? stream)
    {
        this.pages = pages;
        feed = stream is null ? null : new AlertFeed(stream, patience);
        room = new SemaphoreSlim(options.Threads);
        certificate = options.Certificate is { } file ? X509Certificate2.CreateFromPemFile(file) : null;
        listener = new TcpListener(options.Address, options.Port);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start();
        worker = new Thread(Accept) { Name = "web", IsBackground = true };
    }

    /// <summary>Listens.</summary>
    /// <param name="options">Where.</param>
    /// <param name="pages">What there is to see.</param>
    /// <param name="stream">Alerts for who wants to see them as they come; null for none.</param>
    /// <param name="log">Where it says that it does.</param>
    /// <exception cref="ConfigException">It cannot: the address is taken, or the certificate cannot be used.</exception>
    public static WebServer Start(WebOptions options, WebPages pages, AlertStream? stream, Log log)
    {
        try
        {
            var server = new WebServer(options, pages, stream);
            server.worker.Start();
            log.Info($"web server listens on {server.listener.LocalEndpoint}{(options.Certificate is null ? "" : " with TLS")}");
            return server;
        }
        catch (SocketException e)
        {
            throw new ConfigException($"webserver: cannot listen on {options.Address} port {options.Port}: {e.Message}", e);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"webserver.ssl_certificate: {options.Certificate} holds no certificate with its key in PEM: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        stopping = true;
        listener.Stop();
        room.Release();
        worker.Join();
        feed?.Dispose();
        certificate?.Dispose();
    }

    private void Accept()
    {
        while (!stopping)
        {
            try
            {
                room.Wait();
                var client = listener.AcceptTcpClient();
                ThreadPool.UnsafeQueueUserWorkItem(_ => Serve(client), null);
            }
            catch (SocketException) when (stopping)
            {
                return;
            }
            catch (SocketException)
            {
                // The client went away before it was accepted, or there is no descriptor left for it.
                room.Release();
                Thread.Sleep(breath);
            }
        }
    }

    private void Serve(TcpClient client)
    {
        bool isHandedOver = false;
        try
        {
            // Whoever sends a byte now and then is not waited for either.
            using var limit = new Timer(_ => client.Close(), null, patience, Timeout.InfiniteTimeSpan);
            var stream = Open(client);
            string? path = ReadPath(stream);
            if (path == AlertFeed.Path && feed is not null)
            {
                feed.Begin(client, stream);
                isHandedOver = true;
            }
            else
            {
                Answer(stream, path);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or ObjectDisposedException)
        {
            // Whoever asks badly, or does not wait for the answer, gets none.
        }
        finally
        {
            if (!isHandedOver)
                client.Dispose();
            room.Release();
        }
    }

    private Stream Open(TcpClient client)
    {
        if (certificate is null)
            return client.GetStream();
        var secure = new SslStream(client.GetStream());
        secure.AuthenticateAsServer(certificate);
        return secure;
    }

    private void Answer(Stream stream, string? path)
    {
        var answer = path is not null ? pages.Get(path) : new WebAnswer(400, "text/plain", "only GET is answered\n");
        byte[] body = Encoding.UTF8.GetBytes(answer.Body);
        string head = $"HTTP/1.1 {answer.Status} {(HttpStatusCode)answer.Status}\r\nContent-Type: {answer.ContentType}\r\n" +
            $"Content-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        stream.Write([.. Encoding.ASCII.GetBytes(head), .. body]);
        stream.Flush();
    }

    /// <summary>Reads a request to the end of its head.</summary>
    /// <returns>The path that is asked for, or null when it is none.</returns>
    private static string? ReadPath(Stream stream)
    {
        byte[] request = new byte[LongestRequest];
        int length = 0;
        while (request.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            int read = length < request.Length ? stream.Read(request, length, request.Length - length) : 0;
            if (read == 0)
                return null;
            length += read;
        }

        string[] words = Encoding.ASCII.GetString(request, 0, request.AsSpan(0, length).IndexOf("\r\n"u8)).Split(' ');
        return words is ["GET", var target, _] ? target.Split('?')[0] : null;
    }
}
