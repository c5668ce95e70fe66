using System.Text.RegularExpressions;

namespace Saker.Forwarder.Tests.Vendors;

/// <summary>The line protocol of InfluxDB: https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/</summary>
internal static partial class LineProtocol
{
    /// <summary>Refuses what is no point: a measurement, tags of different names, a field that is a string, a time.</summary>
    public static void Check(string line)
    {
        if (Point().Match(line) is not { Success: true } point)
            throw new RefusalException(400, $"unable to parse: {line}");
        var names = point.Groups["name"].Captures.Select(c => c.Value).ToList();
        if (names.Distinct().Count() != names.Count)
            throw new RefusalException(400, "duplicate tags");
    }

    // A backslash escapes a comma, an equals sign or a blank, in a string a quote or a backslash, and stands for itself elsewhere.
    [GeneratedRegex(@"^events(,(?<name>(\\[,= ]|[^,= \\]|\\(?![,= ]))+)=(\\[,= ]|[^,= \\]|\\(?![,= ]))+)+ value=""(\\[""\\]|[^""\\])*"" [0-9]{19}$")]
    private static partial Regex Point();
}
