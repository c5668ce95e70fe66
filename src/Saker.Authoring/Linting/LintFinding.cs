namespace Saker.Authoring.Linting;

/// <summary>Something about rules that is worth a look.</summary>
/// <param name="Code">What kind.</param>
/// <param name="Message">What exactly, for people.</param>
/// <param name="File">File it is in.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Item">The item it is about, as in <c>rule 'Read secrets'</c>; empty for a whole file.</param>
/// <param name="ItemLine">Line where that item begins, from 1.</param>
/// <param name="Snippet">The line in question, and below it a mark under the place.</param>
public sealed record LintFinding(
    LintCode Code, string Message, string File, int Line, int Column, string Item, int ItemLine, string Snippet);

/// <summary>What linting came to.</summary>
/// <param name="Findings">In order of files and lines.</param>
/// <param name="Rules">How many rules were looked at.</param>
/// <param name="Allowed">How many findings were left out since a comment allows them.</param>
public sealed record LintResult(IReadOnlyList<LintFinding> Findings, int Rules, int Allowed)
{
    /// <summary>How many findings there are of a severity.</summary>
    public int Count(LintSeverity severity) => Findings.Count(f => f.Code.Severity == severity);
}
