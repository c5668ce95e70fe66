using System.Globalization;

namespace Saker.Bench;

/// <summary>What is made of the figures of several turns.</summary>
internal static class Measures
{
    /// <summary>The one in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>The smallest and the largest.</summary>
    public static string Spread(IEnumerable<double> values, string format = "F0")
    {
        double[] sorted = [.. values.Order()];
        return string.Create(CultureInfo.InvariantCulture, $"{sorted[0].ToString(format, null)} to {sorted[^1].ToString(format, null)}");
    }
}
