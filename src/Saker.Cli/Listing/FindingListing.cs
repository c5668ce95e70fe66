using Saker.Kernel;

namespace Saker.Cli.Listing;

/// <summary>What <c>saker doctor</c> prints.</summary>
internal static class FindingListing
{
    /// <param name="output">Where to.</param>
    /// <param name="findings">What was found.</param>
    /// <param name="asJson">An object a line, for programs.</param>
    public static void Write(TextWriter output, IReadOnlyList<Finding> findings, bool asJson)
    {
        foreach (var finding in findings)
        {
            if (asJson)
                WriteJson(output, finding);
            else
                WriteText(output, finding);
        }
    }

    private static void WriteText(TextWriter output, Finding finding)
    {
        output.WriteLine($"{Mark(finding.Severity),-5} {finding.Check}: {finding.Message}");
        if (finding.Remedy.Length > 0)
            output.WriteLine($"      {finding.Remedy}");
    }

    private static void WriteJson(TextWriter output, Finding finding) => JsonOutput.WriteLine(output, json =>
    {
        json.WriteStartObject();
        json.WriteString("check", finding.Check);
        json.WriteString("severity", Mark(finding.Severity));
        json.WriteString("message", finding.Message);
        json.WriteString("remedy", finding.Remedy);
        json.WriteEndObject();
    });

    private static string Mark(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Good => "good",
        FindingSeverity.Degraded => "less",
        _ => "fatal",
    };
}
