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

    /// <summary>A number by its one label: what the label says, and the number.</summary>
    /// <param name="name">Its name.</param>
    public IEnumerable<(string Label, double Value)> ByLabel(string name) => lines
        .Where(l => l.StartsWith(name + "{", StringComparison.Ordinal))
        .Select(l => (Unescape(l[(l.IndexOf('"') + 1)..l.LastIndexOf('"')]), Exactly(l)));

    private static string Unescape(string label) => label.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    private static long Value(string line) => (long)Exactly(line);

    private static double Exactly(string line) => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
}
