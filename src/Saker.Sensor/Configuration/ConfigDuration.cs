using System.Globalization;

namespace Saker.Sensor.Configuration;

/// <summary>Durations as Prometheus writes them: numbers with the units <c>y w d h m s ms</c>, largest first, as in <c>1h30m</c>.</summary>
public static class ConfigDuration
{
    private static readonly (string Unit, double Milliseconds)[] units =
    [
        ("ms", 1), ("y", 365 * 86_400_000d), ("w", 7 * 86_400_000d), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000),
    ];

    private static readonly string[] order = ["y", "w", "d", "h", "m", "s", "ms"];

    /// <summary>Reads a duration.</summary>
    /// <returns>False for what is none: a number without a unit, a unit twice or out of order.</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty)
            return false;
        double total = 0;
        int last = -1;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !uint.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out uint number))
                return false;
            rest = rest[digits..];
            var (unit, milliseconds) = Array.Find(units, Begins(rest));
            int place = Array.IndexOf(order, unit);
            if (place <= last)
                return false;
            last = place;
            total += number * milliseconds;
            rest = rest[unit.Length..];
        }

        if (total > TimeSpan.MaxValue.TotalMilliseconds / 2)
            return false;
        duration = TimeSpan.FromMilliseconds(total);
        return true;
    }

    private static Predicate<(string Unit, double Milliseconds)> Begins(ReadOnlySpan<char> text)
    {
        string start = text[..Math.Min(2, text.Length)].ToString();
        return unit => start.StartsWith(unit.Unit, StringComparison.Ordinal);
    }
}
