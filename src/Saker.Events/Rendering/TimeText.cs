using System.Globalization;

namespace Saker.Events.Rendering;

/// <summary>Times as text, in local time unless said otherwise.</summary>
public static class TimeText
{
    private const ulong Second = 1_000_000_000;

    /// <summary>Appends <c>hh:mm:ss.nnnnnnnnn</c>, or without the fraction.</summary>
    public static void AppendClock(Arena to, ulong time, bool fraction)
    {
        AppendDate(to, Local(time), "HH:mm:ss");
        if (fraction)
            to.Add((byte)'.').Add(time % Second, 'D', 9);
    }

    /// <summary>Appends date and time of day, with or without the fraction.</summary>
    public static void AppendDateTime(Arena to, ulong time, bool fraction)
    {
        AppendDate(to, Local(time), "yyyy-MM-dd HH:mm:ss");
        if (fraction)
            to.Add((byte)'.').Add(time % Second, 'D', 9);
    }

    /// <summary>Appends ISO 8601 with nanoseconds, in UTC: <c>2023-11-14T22:13:20.000000000+0000</c>.</summary>
    public static void AppendIso(Arena to, ulong time)
    {
        AppendDate(to, Utc(time), "yyyy-MM-ddTHH:mm:ss");
        to.Add((byte)'.').Add(time % Second, 'D', 9).Add("+0000"u8);
    }

    /// <summary>Appends a duration in seconds with six significant digits: <c>0.5s</c>.</summary>
    public static void AppendSeconds(Arena to, ulong duration)
    {
        Span<char> text = stackalloc char[32];
        (duration / 1e9).TryFormat(text, out int length, "G6", CultureInfo.InvariantCulture);
        foreach (char c in text[..length])
            to.Add((byte)(c == 'E' ? 'e' : c));
        to.Add((byte)'s');
    }

    private static DateTimeOffset Utc(ulong time) => DateTimeOffset.UnixEpoch.AddTicks((long)(time / 100));

    private static DateTimeOffset Local(ulong time) => TimeZoneInfo.ConvertTime(Utc(time), TimeZoneInfo.Local);

    private static void AppendDate(Arena to, DateTimeOffset time, string format)
    {
        Span<char> text = stackalloc char[32];
        time.TryFormat(text, out int length, format, CultureInfo.InvariantCulture);
        foreach (char c in text[..length])
            to.Add((byte)c);
    }
}
