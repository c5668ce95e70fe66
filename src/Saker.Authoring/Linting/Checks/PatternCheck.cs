using Saker.Rules.Syntax;

namespace Saker.Authoring.Linting.Checks;

/// <summary>Patterns without wildcards, and wildcards where none are understood.</summary>
internal sealed class PatternCheck : ILintCheck
{
    private static readonly HashSet<string> Names =
    [
        "fd.name", "fd.nameraw", "fd.directory", "fd.filename", "proc.name", "proc.pname", "proc.aname", "proc.exe", "proc.exepath",
        "proc.pexepath", "container.image", "container.image.repository", "fs.path.name", "fs.path.source", "fs.path.target",
    ];

    public IEnumerable<LintFinding> Find(LintSubject subject)
    {
        foreach (var site in subject.Sites)
        {
            if (site.Meant is not BinaryCheck check)
                continue;
            foreach (var value in CheckedValues.Of(check))
            {
                bool isPattern = check.Operator.Comparison is Comparison.Glob or Comparison.GlobIgnoringCase;
                if (isPattern && value.Text.AsSpan().IndexOfAny("*?[\\") < 0)
                {
                    yield return LintSubject.Finding(
                        LintCode.PatternWithoutWildcard, site, $"the pattern '{value.Text}' has no wildcard, so it matches this text alone");
                }

                if (IsLiteralWildcard(check, value.Text))
                {
                    yield return LintSubject.Finding(
                        LintCode.LiteralWildcard, site, $"'*' in '{value.Text}' stands for itself: '{check.Operator.Text}' knows no wildcards");
                }
            }
        }
    }

    private static bool IsLiteralWildcard(BinaryCheck check, string text) => check.Operator.Comparison switch
    {
        Comparison.StartsWith => text.Length > 1 && text.EndsWith('*'),
        Comparison.EndsWith => text.Length > 1 && text.StartsWith('*'),
        Comparison.Contains or Comparison.ContainsIgnoringCase => text.Length > 2 && text.StartsWith('*') && text.EndsWith('*'),
        Comparison.Equal or Comparison.NotEqual or Comparison.In or Comparison.Intersects =>
            check.Left is FieldReference field && Names.Contains(field.Name) && text.Contains('*'),
        _ => false,
    };
}
