using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using Saker.Alerts.Outputs;

namespace Saker.Forwarder.Transports;

/// <summary>
/// Sends lines to a server that never answers, as those for syslog and Logstash. What was written counts as sent when the system of the other end
/// has acknowledged it. Whether the program there has read it nobody knows: what was sent shortly before a connection broke is sent again.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="security">How to speak TLS; null for not.</param>
/// <param name="patience">How long the other end may take.</param>
internal sealed partial class TcpLines(DnsEndPoint server, SslClientAuthenticationOptions? security, TimeSpan patience) : IAsyncDisposable
{
    private static readonly TimeSpan doubt = TimeSpan.FromSeconds(2);
    private const int MaxDoubtfulBytes = 8 * 1024 * 1024;

    private readonly SemaphoreSlim gate = new(1);
    private readonly Queue<(long At, byte[] Lines)> recent = new();
    private long recentBytes;
    private Connection? connection;

    /// <summary>The server as it may be shown.</summary>
    public string Endpoint { get; } = $"{(security is null ? "tcp" : "tls")}://{server.Host}:{server.Port}";

    /// <summary>Sends whole lines.</summary>
    /// <exception cref="DeliveryException">The other end did not acknowledge them.</exception>
    public async Task SendAsync(byte[] lines, CancellationToken stop)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(stop);
        bound.CancelAfter(patience);
        try
        {
            await gate.WaitAsync(bound.Token).ConfigureAwait(false);
            try
            {
                await EnsureConnectedAsync(bound.Token).ConfigureAwait(false);
                await connection!.WriteAsync(lines, bound.Token).ConfigureAwait(false);
                Remember(lines);
            }
            catch
            {
                // Lines that are half written must not meet others on the same connection.
                connection?.Break();
                throw;
            }
            finally
            {
                gate.Release();
            }
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new DeliveryException($"{Endpoint} does not take alerts within {patience.TotalSeconds} s", inner: e);
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or ObjectDisposedException)
        {
            throw new DeliveryException($"{Endpoint}: {(e.InnerException ?? e).Message}", inner: e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        connection?.Dispose();
        gate.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task EnsureConnectedAsync(CancellationToken stop)
    {
        if (connection is { BrokenAt: null })
            return;
        long brokenAt = connection?.BrokenAt ?? long.MaxValue;
        var next = await Connection.OpenAsync(server, security, stop).ConfigureAwait(false);
        try
        {
            foreach (var (at, lines) in recent)
            {
                if (at >= brokenAt || Stopwatch.GetElapsedTime(at, brokenAt) < doubt)
                    await next.WriteAsync(lines, stop).ConfigureAwait(false);
            }
        }
        catch
        {
            next.Dispose();
            throw;
        }

        connection?.Dispose();
        connection = next;
    }

    private void Remember(byte[] lines)
    {
        long now = Stopwatch.GetTimestamp();
        recent.Enqueue((now, lines));
        recentBytes += lines.Length;
        while (recent.TryPeek(out var oldest) && (recentBytes > MaxDoubtfulBytes || Stopwatch.GetElapsedTime(oldest.At, now) > doubt))
            recentBytes -= recent.Dequeue().Lines.Length;
    }

    /// <summary>One connection, watched for its end.</summary>
    private sealed partial class Connection : IDisposable
    {
        /// <summary>Asks for the bytes that the other end has not acknowledged: <c>SIOCOUTQ</c> of tcp(7).</summary>
        private const nuint OutQueue = 0x5411;

        private readonly Socket socket;
        private readonly Stream stream;
        private long brokenAt;

        private Connection(Socket socket, Stream stream)
        {
            this.socket = socket;
            this.stream = stream;
            _ = WatchAsync();
        }

        /// <summary>When it was seen to be broken, as a time stamp of <see cref="Stopwatch"/>; null while it is whole.</summary>
        public long? BrokenAt => Interlocked.Read(ref brokenAt) is not 0 and var at ? at : null;

        public static async Task<Connection> OpenAsync(DnsEndPoint server, SslClientAuthenticationOptions? security, CancellationToken stop)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(server, stop).ConfigureAwait(false);
                var plain = new NetworkStream(socket, ownsSocket: false);
                if (security is null)
                    return new Connection(socket, plain);
                var secure = new SslStream(plain);
                security.TargetHost ??= server.Host;
                await secure.AuthenticateAsClientAsync(security, stop).ConfigureAwait(false);
                return new Connection(socket, secure);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        public void Break() => Interlocked.CompareExchange(ref brokenAt, Stopwatch.GetTimestamp(), 0);

        public async Task WriteAsync(byte[] lines, CancellationToken stop)
        {
            await stream.WriteAsync(lines, stop).ConfigureAwait(false);
            await stream.FlushAsync(stop).ConfigureAwait(false);
            for (int pause = 0; Unacknowledged() > 0 && BrokenAt is null; pause = Math.Min(pause + 1, 20))
                await Task.Delay(pause, stop).ConfigureAwait(false);
            if (BrokenAt is not null)
                throw new IOException("the connection was closed by the other end");
        }

        public void Dispose()
        {
            stream.Dispose();
            socket.Dispose();
        }

        private int Unacknowledged()
        {
            bool isHeld = false;
            try
            {
                socket.SafeHandle.DangerousAddRef(ref isHeld);
                return Control((int)socket.SafeHandle.DangerousGetHandle(), OutQueue, out int bytes) == 0 ? bytes
                    : throw new IOException($"the connection cannot be asked what it holds: error {Marshal.GetLastPInvokeError()}");
            }
            finally
            {
                if (isHeld)
                    socket.SafeHandle.DangerousRelease();
            }
        }

        private async Task WatchAsync()
        {
            byte[] nothing = new byte[256];
            try
            {
                while (await stream.ReadAsync(nothing).ConfigureAwait(false) > 0)
                {
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // However it ended, it has ended.
            }

            Break();
        }

        [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
        private static partial int Control(int descriptor, nuint request, out int value);
    }
}
