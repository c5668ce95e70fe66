using System.Net.Sockets;
using Saker.Alerts.Outputs;

namespace Saker.Alerts.Channels;

/// <summary>Alerts as messages to the system log of this machine, of facility user.</summary>
/// <param name="identity">Whose messages they are.</param>
/// <param name="timeout">How long one may wait for the log to take it.</param>
/// <param name="path">The log's socket.</param>
public sealed class LocalSyslogOutput(string identity, TimeSpan timeout, string path = LocalSyslogOutput.UsualPath) : IAlertOutput
{
    /// <summary>Where the log listens.</summary>
    public const string UsualPath = "/dev/log";

    private readonly DatagramSender sender = new(new UnixDomainSocketEndPoint(path), path, timeout);

    /// <inheritdoc/>
    public string Name => "syslog";

    /// <inheritdoc/>
    public void Write(Alert alert, CancellationToken stop) =>
        sender.Send([.. Syslog.LocalHeader(alert, identity, DateTime.Now), .. alert.Line.Span]);

    /// <inheritdoc/>
    public void Reopen() => sender.Close();

    /// <inheritdoc/>
    public void Dispose() => sender.Dispose();
}
