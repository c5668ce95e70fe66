using System.Text.RegularExpressions;

namespace Saker.Authoring.Linting;

/// <summary>
/// Findings that the author of an item knows of and means to keep: named in a comment right above it, as in
/// <c># lint: allow LINT_ATTACKER_TEXT because the tool has no other mark</c>.
/// </summary>
internal sealed partial class Allowances
{
    private readonly Dictionary<string, string[]> linesByFile = [];

    public bool Covers(LintFinding finding)
    {
        string[] lines = LinesOf(finding.File);
        for (int line = finding.ItemLine - 2; line >= 0 && line < lines.Length && lines[line].TrimStart().StartsWith('#'); line--)
        {
            if (Pattern().Match(lines[line]) is { Success: true } match
                && match.Groups["codes"].Value.Split(',', StringSplitOptions.TrimEntries).Contains(finding.Code.Name))
            {
                return true;
            }
        }

        return false;
    }

    private string[] LinesOf(string file)
    {
        if (!linesByFile.TryGetValue(file, out string[]? lines))
            linesByFile[file] = lines = File.Exists(file) ? File.ReadAllLines(file) : [];
        return lines;
    }

    [GeneratedRegex(@"^\s*#\s*lint: allow (?<codes>[A-Z_]+(\s*,\s*[A-Z_]+)*) because \S")]
    private static partial Regex Pattern();
}
