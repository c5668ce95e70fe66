using System.Text.RegularExpressions;

namespace Saker.EndToEnd.Tests.Fixture;

/// <summary>What is to be seen, from the files in <c>Golden</c>.</summary>
internal static partial class Golden
{
    /// <summary>The lines of a file.</summary>
    public static string[] Read(string name) => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", name));

    /// <summary>An alert without what differs from one time to another: times, dates and the numbers of its fields.</summary>
    public static string Neutral(string alert) =>
        Number().Replace(Date().Replace(Time().Replace(alert, "HH:MM:SS.nnnnnnnnn"), "YYYY-MM-DD"), "N");

    [GeneratedRegex(@"\d\d:\d\d:\d\d\.\d{9}")]
    private static partial Regex Time();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d(?=T)")]
    private static partial Regex Date();

    [GeneratedRegex(@"(?<=[=:])\d+(?=[ ,})])")]
    private static partial Regex Number();
}
