namespace Saker.Authoring.Linting;

/// <summary>Looks for one kind of mistake.</summary>
internal interface ILintCheck
{
    IEnumerable<LintFinding> Find(LintSubject subject);
}
