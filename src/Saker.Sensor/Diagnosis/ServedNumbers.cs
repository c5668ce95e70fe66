using System.Globalization;

namespace Saker.Sensor.Diagnosis;

/// <summary>The numbers of a page of metrics.</summary>
/// <param name="text">The page, as Prometheus reads it.</param>
internal sealed class ServedNumbers(string text)
{
    private readonly string[] lines = text.Split('\n');

    /// <summary>A number without labels; 0 when there is none of that name.</summary>
    public long this[string name] => Of(name + " ").FirstOrDefault();

    /// <summary>The sum of a number over all its labels.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="label">Only those with this label, as in <c>where="disk"</c>.</param>
    public long Sum(string name, string label) => lines
        .Where(l => l.StartsWith(name + "{", StringComparison.Ordinal) && l.Contains(label, StringComparison.Ordinal)).Sum(Value);

    private IEnumerable<long> Of(string begin) => lines.Where(l => l.StartsWith(begin, StringComparison.Ordinal)).Select(Value);

    private static long Value(string line) => (long)double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
}
