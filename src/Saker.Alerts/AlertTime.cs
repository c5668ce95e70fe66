using System.Globalization;

namespace Saker.Alerts;

/// <summary>Times as alerts show them.</summary>
internal static class AlertTime
{
    private const ulong Second = 1_000_000_000;

    /// <summary>What text alerts begin with.</summary>
    /// <param name="time">Nanoseconds since 1970.</param>
    /// <param name="iso8601">Date and time in UTC instead of the local time of day.</param>
    public static string Prefix(ulong time, bool iso8601) => iso8601 ? $"{Iso8601(time)}+0000: "
        : string.Create(CultureInfo.InvariantCulture, $"{At(time).ToLocalTime():HH:mm:ss}.{time % Second:D9}: ");

    /// <summary>Date and time in UTC, with nanoseconds and without a zone.</summary>
    public static string Iso8601(ulong time) => string.Create(CultureInfo.InvariantCulture, $"{At(time):yyyy-MM-ddTHH:mm:ss}.{time % Second:D9}");

    private static DateTime At(ulong time) => DateTime.UnixEpoch.AddSeconds(time / Second);
}
