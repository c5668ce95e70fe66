using System.Globalization;

namespace Saker.Forwarder.Alerts;

/// <summary>When an event happened, to the nanosecond, in UTC.</summary>
/// <param name="Nanoseconds">Nanoseconds since 1970.</param>
internal readonly record struct AlertInstant(ulong Nanoseconds)
{
    private const ulong Second = 1_000_000_000;

    /// <summary>The same to a tenth of a microsecond.</summary>
    public DateTimeOffset Date => DateTimeOffset.UnixEpoch.AddTicks((long)(Nanoseconds / 100));

    /// <summary>Milliseconds since 1970.</summary>
    public long Milliseconds => (long)(Nanoseconds / 1_000_000);

    /// <summary>Reads RFC 3339 with up to nine digits of a second.</summary>
    public static bool TryParse(string text, out AlertInstant instant)
    {
        instant = default;
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        int end = dot + 1;
        while (dot >= 0 && end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        string whole = dot < 0 ? text : text[..dot] + text[end..];
        if (whole.Length < 20 || !DateTimeOffset.TryParse(whole, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            || date < DateTimeOffset.UnixEpoch || date.Year > 2500)
        {
            return false;
        }

        ulong fraction = dot < 0 ? 0 : ulong.Parse(text[(dot + 1)..end].PadRight(9, '0')[..9], CultureInfo.InvariantCulture);
        instant = new AlertInstant(((ulong)date.ToUnixTimeSeconds() * Second) + fraction);
        return true;
    }

    /// <summary>RFC 3339 with as many digits as are needed.</summary>
    public override string ToString() => $"{Whole("yyyy-MM-ddTHH:mm:ss")}{Fraction}Z";

    /// <summary>RFC 3339 to the second.</summary>
    public string ToSeconds() => $"{Whole("yyyy-MM-ddTHH:mm:ss")}Z";

    /// <summary>As Go prints a time, which is what people know from messages of Falcosidekick.</summary>
    public string ToMessage() => $"{Whole("yyyy-MM-dd HH:mm:ss")}{Fraction} +0000 UTC";

    private string Fraction => (Nanoseconds % Second) is 0 ? ""
        : "." + (Nanoseconds % Second).ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');

    private string Whole(string format) => Date.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
}
