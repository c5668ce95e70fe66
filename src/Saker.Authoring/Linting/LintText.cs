namespace Saker.Authoring.Linting;

/// <summary>Writes findings for people.</summary>
public static class LintText
{
    /// <summary>Writes a result: what was found, and a line that counts it.</summary>
    public static void Write(TextWriter output, LintResult result)
    {
        foreach (var finding in result.Findings)
        {
            string item = finding.Item.Length > 0 ? finding.Item + ": " : "";
            output.WriteLine($"{finding.File}:{finding.Line}:{finding.Column}: {NameOf(finding.Code.Severity)} {finding.Code.Name}: {item}{finding.Message}");
            foreach (string line in finding.Snippet.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                output.WriteLine("    " + line);
            output.WriteLine($"    {finding.Code.Remedy}");
        }

        string allowed = result.Allowed > 0 ? $", {result.Allowed} allowed by comments" : "";
        output.WriteLine(
            $"{Count(result.Rules, "rule")}: {Count(result.Count(LintSeverity.Error), "error")}, {Count(result.Count(LintSeverity.Warning), "warning")}, "
            + $"{Count(result.Count(LintSeverity.Note), "note")}{allowed}");
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    internal static string NameOf(LintSeverity severity) => severity.ToString().ToLowerInvariant();
}
