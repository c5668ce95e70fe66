using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Saker.Alerts.Outputs;

namespace Saker.Alerts.Channels;

/// <summary>Messages on a connection, each behind its length (RFC 6587, RFC 5425).</summary>
/// <param name="host">The other end.</param>
/// <param name="port">Its port.</param>
/// <param name="tls">How it is made secure; null for not at all.</param>
/// <param name="timeout">How long the other end may leave a message waiting.</param>
internal sealed class StreamSender(string host, int port, SslClientAuthenticationOptions? tls, TimeSpan timeout) : ISyslogSender
{
    private Socket? socket;
    private Stream? stream;

    public void Send(byte[] message)
    {
        try
        {
            if (socket is not null && IsClosedByPeer(socket))
                Close();
            stream ??= Connect();
            stream.Write([.. Encoding.ASCII.GetBytes(message.Length.ToString(CultureInfo.InvariantCulture)), (byte)' ', .. message]);
            stream.Flush();
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            // Half a message may be out: the next one begins on a new connection.
            Close();
            throw new DeliveryException($"{host}:{port}: {(e.InnerException ?? e).Message}", inner: e);
        }
    }

    public void Dispose() => Close();

    public void Close()
    {
        stream?.Dispose();
        socket?.Dispose();
        (stream, socket) = (null, null);
    }

    /// <summary>Logs do not answer, so what can be read is the end: to write after it would lose the message silently.</summary>
    private bool IsClosedByPeer(Socket connected) => tls is null && connected.Poll(0, SelectMode.SelectRead);

    private Stream Connect()
    {
        socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = (int)timeout.TotalMilliseconds };
        using (var patience = new CancellationTokenSource(timeout))
        {
            try
            {
                socket.ConnectAsync(host, port, patience.Token).AsTask().GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
                throw new SocketException((int)SocketError.TimedOut);
            }
        }

        var plain = new NetworkStream(socket) { WriteTimeout = (int)timeout.TotalMilliseconds, ReadTimeout = (int)timeout.TotalMilliseconds };
        if (tls is null)
            return plain;
        var secure = new SslStream(plain);
        secure.AuthenticateAsClient(tls);
        return secure;
    }
}
