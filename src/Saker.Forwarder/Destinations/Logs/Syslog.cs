using System.Net;
using System.Net.Sockets;
using System.Text;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Delivery;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations.Logs;

/// <summary>
/// Syslog in the format of RFC 5424 (https://www.rfc-editor.org/rfc/rfc5424), a line for each alert over TCP (RFC 6587, 3.4.2) or TLS, or a datagram
/// over UDP (RFC 5426), which may be lost on the way without anybody's knowing.
/// </summary>
internal sealed class Syslog : IDestination
{
    /// <summary>Messages of programs.</summary>
    private const int UserFacility = 1;

    private const int MaxDatagram = 65_507;

    private readonly DnsEndPoint server;
    private readonly AlertEncoding encoding;
    private readonly TcpLines? lines;

    private Syslog(DestinationContext context)
    {
        var settings = context.Settings;
        server = new DnsEndPoint(settings.Text("host"), context.Port("port"));
        encoding = context.Choice("format", [("json", AlertEncoding.All[0]), .. AlertEncoding.All.Select(e => (e.Name, e))]);
        bool isTcp = context.Choice("protocol", ("tcp", true), ("udp", false));
        if (isTcp)
            lines = new TcpLines(server, context.ClientOptions(), context.Patience);
    }

    public static DestinationDefinition Definition { get; } = new("syslog", "Syslog", ["host"],
    [
        ConfigKey.Text("host", "Host of the server."),
        ConfigKey.Number("port", "Its port.", 514),
        ConfigKey.Text("protocol", "tcp or udp; nobody knows whether what goes by udp arrives.", "tcp"),
        ConfigKey.Text("format", "What messages hold: json for the alert, or cef, ocsf, ecs or otlp.", "json"),
        ConfigKey.Flag("tls", "Speaks TLS over tcp; mutualtls does so, too."),
    ], context => new Syslog(context))
    { Without = ["customheaders"] };

    public int MaxBatch => lines is null ? 1 : 100;

    public IEnumerable<string> Hosts => [server.Host];

    public async Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        if (lines is null)
        {
            await SendDatagramAsync(Encoding.UTF8.GetBytes(Message(alerts[0])), stop).ConfigureAwait(false);
            return;
        }

        var text = new StringBuilder();
        foreach (var alert in alerts)
            text.Append(Message(alert)).Append('\n');
        await lines.SendAsync(Encoding.UTF8.GetBytes(text.ToString()), stop).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => lines?.DisposeAsync() ?? ValueTask.CompletedTask;

    private string Message(ForwardedAlert alert)
    {
        int priority = (UserFacility * 8) + (int)alert.Priority;
        string host = alert.Hostname.Length == 0 ? "-" : string.Concat(alert.Hostname.Where(c => c is > ' ' and < (char)127).Take(255));
        return $"<{priority}>1 {alert.Time.Date.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffff}Z {host} falco - - - {encoding.Text(alert)}";
    }

    private async Task SendDatagramAsync(byte[] message, CancellationToken stop)
    {
        string endpoint = $"udp://{server.Host}:{server.Port}";
        if (message.Length > MaxDatagram)
            throw new DeliveryException($"{endpoint}: an alert of {message.Length} bytes fits into no datagram", isFinal: true);
        try
        {
            // A new socket each time asks for the address again, which a connected one would never do.
            using var client = new UdpClient(server.Host, server.Port);
            await client.SendAsync(message, stop).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new DeliveryException($"{endpoint}: {e.Message}", inner: e);
        }
    }
}
