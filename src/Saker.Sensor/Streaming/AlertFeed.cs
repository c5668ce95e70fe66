using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Saker.Alerts.Streaming;

namespace Saker.Sensor.Streaming;

/// <summary>Serves the stream of alerts as server-sent events: an event for each alert, an event <c>missed</c> where alerts were left out.</summary>
/// <param name="stream">The alerts.</param>
/// <param name="patience">How long a subscriber may take nothing.</param>
internal sealed class AlertFeed(AlertStream stream, TimeSpan patience) : IDisposable
{
    public const string Path = "/alerts";

    private static readonly TimeSpan glance = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan sign = TimeSpan.FromSeconds(15);

    private volatile bool stopping;

    /// <summary>Serves a subscriber on a thread of its own, until it leaves or takes nothing for too long.</summary>
    /// <param name="client">Its connection; owned from now on.</param>
    /// <param name="connection">What is written to.</param>
    public void Begin(TcpClient client, Stream connection)
    {
        if (stream.Subscribe() is not { } subscription)
        {
            using (client)
                connection.Write("HTTP/1.1 503 ServiceUnavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8);
            return;
        }

        client.SendTimeout = (int)patience.TotalMilliseconds;
        new Thread(() => Serve(client, connection, subscription)) { Name = "alert feed", IsBackground = true }.Start();
    }

    public void Dispose() => stopping = true;

    private void Serve(TcpClient client, Stream connection, AlertSubscription subscription)
    {
        using (client)
        using (connection)
        using (subscription)
        {
            try
            {
                connection.Write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n: alerts follow\n\n"u8);
                var idle = System.Diagnostics.Stopwatch.StartNew();
                while (!stopping)
                {
                    var (alert, missed) = subscription.Take(glance);
                    if (missed > 0)
                        connection.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"event: missed\ndata: {{\"missed\":{missed}}}\n\n")));
                    if (alert is not null)
                        connection.Write([.. "data: "u8, .. alert.Line.Span, .. "\n\n"u8]);
                    else if (idle.Elapsed > sign)
                        // Whoever is gone is noticed by what it does not take.
                        connection.Write(": \n\n"u8);
                    else
                        continue;
                    connection.Flush();
                    idle.Restart();
                }
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
            {
                // The subscriber has left, or took nothing for too long.
            }
        }
    }
}
