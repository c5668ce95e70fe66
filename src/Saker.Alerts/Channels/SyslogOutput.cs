using System.Net;
using System.Net.Sockets;
using Saker.Alerts.Outputs;

namespace Saker.Alerts.Channels;

/// <summary>Alerts as messages of RFC 5424, to a system log anywhere.</summary>
/// <param name="options">Which log, and how it is reached.</param>
public sealed class SyslogOutput(SyslogOptions options) : IAlertOutput
{
    private readonly ISyslogSender sender = options.Address.Scheme switch
    {
        "unix" => new DatagramSender(new UnixDomainSocketEndPoint(options.Address.AbsolutePath), options.Address.AbsolutePath, options.Timeout),
        "udp" => new DatagramSender(new DnsEndPoint(options.Address.Host, options.Port), options.Address.ToString(), options.Timeout),
        "tls" => new StreamSender(options.Address.Host, options.Port, options.Tls.ForHost(options.Address.Host), options.Timeout),
        _ => new StreamSender(options.Address.Host, options.Port, null, options.Timeout),
    };

    /// <inheritdoc/>
    public string Name => "remote_syslog";

    /// <inheritdoc/>
    public void Write(Alert alert, CancellationToken stop) =>
        sender.Send([.. Syslog.Header(alert, options.Facility, options.Hostname, options.AppName), .. alert.Line.Span]);

    /// <inheritdoc/>
    public void Reopen() => sender.Close();

    /// <inheritdoc/>
    public void Dispose() => sender.Dispose();
}
