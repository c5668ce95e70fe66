namespace Saker.Alerts.Channels;

/// <summary>A system log that is written to as RFC 5424 has it.</summary>
/// <param name="Address"><c>unix:///dev/log</c>, <c>udp://host:514</c>, <c>tcp://host:601</c> or <c>tls://host:6514</c>.</param>
/// <param name="Facility">Number of the facility.</param>
/// <param name="AppName">Whose messages they are.</param>
/// <param name="Hostname">This machine.</param>
/// <param name="Tls">Whom to trust.</param>
/// <param name="Timeout">How long a message may wait for the log to take it.</param>
public sealed record SyslogOptions(Uri Address, int Facility, string AppName, string Hostname, TlsOptions Tls, TimeSpan Timeout)
{
    /// <summary>The port that logs listen on, where an address names none.</summary>
    public int Port => Address.Port > 0 ? Address.Port : Address.Scheme switch { "udp" => 514, "tcp" => 601, _ => 6514 };
}
