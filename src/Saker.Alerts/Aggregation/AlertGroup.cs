using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Saker.Alerts.Aggregation;

/// <summary>Alerts that become one: the first of them stands for all.</summary>
/// <param name="first">The first.</param>
internal sealed class AlertGroup(Alert first)
{
    private readonly long began = Stopwatch.GetTimestamp();
    private long count = 1;
    private ulong last = first.Time;

    /// <summary>The first.</summary>
    public Alert First => first;

    /// <summary>How long ago the first came.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(began);

    /// <summary>Takes in a further alert.</summary>
    public void Add(Alert alert)
    {
        count++;
        last = Math.Max(last, alert.Time);
    }

    /// <summary>The one alert: as it was when it is alone, otherwise with their number and the times of the first and the last.</summary>
    /// <param name="isJson">Whether lines are JSON objects.</param>
    public Alert ToAlert(bool isJson)
    {
        if (count == 1)
            return first;
        string number = count.ToString(CultureInfo.InvariantCulture);
        var (begin, end) = (AlertTime.Iso8601(first.Time), AlertTime.Iso8601(last));
        // The name is the first in the alphabet, so that keys stay sorted.
        byte[] member = Encoding.UTF8.GetBytes($"{{\"aggregate\":{{\"count\":{number},\"first\":\"{begin}Z\",\"last\":\"{end}Z\"}},");
        byte[] line = isJson ? [.. member, .. first.Line.Span[1..]] : [.. first.Line.Span, .. Encoding.UTF8.GetBytes($" (count={number} first={begin}Z last={end}Z)")];
        return first with { Line = line, Object = first.Object is { } whole ? new ReadOnlyMemory<byte>([.. member, .. whole.Span[1..]]) : default(ReadOnlyMemory<byte>?) };
    }
}
