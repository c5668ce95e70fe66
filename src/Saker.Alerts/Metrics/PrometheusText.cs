using System.Globalization;
using System.Text;

namespace Saker.Alerts.Metrics;

/// <summary>Numbers in the text format of Prometheus, version 0.0.4.</summary>
public static class PrometheusText
{
    /// <summary>Its content type.</summary>
    public const string ContentType = "text/plain; version=0.0.4";

    /// <summary>Writes numbers; those of one name stand together, as the format wants it.</summary>
    public static string Of(IEnumerable<Metric> metrics)
    {
        var text = new StringBuilder();
        foreach (var family in metrics.GroupBy(m => m.Name))
        {
            var first = family.First();
            text.Append("# HELP ").Append(first.Name).Append(' ').Append(Escape(first.Help, quotes: false)).Append('\n');
            text.Append("# TYPE ").Append(first.Name).Append(first.IsCounter ? " counter\n" : " gauge\n");
            foreach (var metric in family)
                Append(text, metric);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Metric metric)
    {
        text.Append(metric.Name);
        for (int i = 0; i < metric.Labels.Length; i++)
        {
            var (name, value) = metric.Labels[i];
            text.Append(i == 0 ? '{' : ',').Append(Sanitize(name)).Append("=\"").Append(Escape(value, quotes: true)).Append('"');
        }

        if (metric.Labels.Length > 0)
            text.Append('}');
        text.Append(' ').Append(Number(metric.Value)).Append('\n');
    }

    private static string Number(double value) =>
        value == Math.Floor(value) ? ((long)value).ToString(CultureInfo.InvariantCulture) : value.ToString(CultureInfo.InvariantCulture);

    private static string Escape(string text, bool quotes)
    {
        text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? text.Replace("\"", "\\\"", StringComparison.Ordinal) : text;
    }

    /// <summary>Names may hold letters, digits and underscores.</summary>
    private static string Sanitize(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_'));
}
