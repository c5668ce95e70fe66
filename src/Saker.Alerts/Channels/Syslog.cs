using System.Globalization;
using System.Text;
using Saker.Rules;

namespace Saker.Alerts.Channels;

/// <summary>How messages to a system log begin.</summary>
public static class Syslog
{
    private static readonly string[] facilities =
    [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp",
        "ntp", "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ];

    /// <summary>Names of facilities, in order of their numbers.</summary>
    public static IReadOnlyList<string> Facilities => facilities;

    /// <summary>As the C library writes to the socket of this machine: <c>&lt;12&gt;Nov 26 03:04:05 falco: </c>.</summary>
    /// <param name="alert">The alert that follows.</param>
    /// <param name="identity">Whose message it is.</param>
    /// <param name="now">Local time.</param>
    public static byte[] LocalHeader(Alert alert, string identity, DateTime now) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"<{Code(1, alert)}>{now:MMM} {now.Day,2} {now:HH:mm:ss} {identity}: "));

    /// <summary>As RFC 5424 has it.</summary>
    /// <param name="alert">The alert that follows.</param>
    /// <param name="facility">Number of the facility.</param>
    /// <param name="hostname">This machine.</param>
    /// <param name="appName">Whose message it is.</param>
    public static byte[] Header(Alert alert, int facility, string hostname, string appName) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"<{Code(facility, alert)}>1 {Time(alert.Time)} {Word(hostname, 255)} {Word(appName, 48)} {Environment.ProcessId} alert - "));

    private static string Time(ulong nanoseconds) =>
        DateTime.UnixEpoch.AddTicks((long)(nanoseconds / 100)).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    private static int Code(int facility, Alert alert) =>
        (facility * 8) + (int)(Priorities.TryParse(alert.Priority, out var priority) ? priority : Priority.Notice);

    /// <summary>A word of printable ASCII; a dash for none.</summary>
    private static string Word(string text, int maxLength)
    {
        string word = new([.. text.Where(c => c is > ' ' and < '\x7f').Take(maxLength)]);
        return word.Length > 0 ? word : "-";
    }
}
