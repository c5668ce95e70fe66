using System.Net;
using System.Net.Sockets;
using System.Text;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Metrics;

/// <summary>Sends datagrams with counts to StatsD (https://github.com/statsd/statsd/blob/master/docs/metric_types.md) or to DogStatsD.</summary>
internal sealed class StatsdEndpoint : IDisposable
{
    private const string UnixScheme = "unix://";

    /// <summary>Fits into a frame of Ethernet with what comes before it.</summary>
    private const int MaxDatagram = 1432;

    private readonly Socket socket;
    private readonly EndPoint address;

    private StatsdEndpoint(Socket socket, EndPoint address)
    {
        this.socket = socket;
        this.address = address;
    }

    /// <summary>Prepares what the configuration names.</summary>
    /// <returns>Null when it names nothing.</returns>
    /// <exception cref="ForwarderConfigException">It is no endpoint.</exception>
    public static StatsdEndpoint? Of(Section root, string key)
    {
        string text = root.Text(key);
        if (text.Length == 0)
            return null;
        if (text.StartsWith(UnixScheme, StringComparison.Ordinal))
            return new StatsdEndpoint(new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified), new UnixDomainSocketEndPoint(text[UnixScheme.Length..]));
        return Uri.TryCreate($"udp://{text}", UriKind.Absolute, out var uri) && uri.Host.Length > 0
            ? new StatsdEndpoint(new Socket(SocketType.Dgram, ProtocolType.Udp), new DnsEndPoint(uri.IdnHost.Trim('[', ']'), uri.Port < 0 ? 8125 : uri.Port))
            : throw root.Error(key, "a host and a port such as server:8125, or unix:///path of a socket, is expected");
    }

    /// <summary>Sends lines, as many in a datagram as fit.</summary>
    /// <exception cref="SocketException">They cannot be sent.</exception>
    public void Send(IEnumerable<string> lines)
    {
        var target = address is DnsEndPoint name ? new IPEndPoint(Dns.GetHostAddresses(name.Host)[0].MapToIPv6(), name.Port) : address;
        var datagram = new StringBuilder();
        foreach (string line in lines)
        {
            if (datagram.Length > 0 && datagram.Length + 1 + line.Length > MaxDatagram)
                Flush();
            datagram.Append(datagram.Length > 0 ? "\n" : "").Append(line);
        }

        Flush();

        void Flush()
        {
            if (datagram.Length > 0)
                socket.SendTo(Encoding.UTF8.GetBytes(datagram.ToString()), target);
            datagram.Clear();
        }
    }

    public void Dispose() => socket.Dispose();
}
