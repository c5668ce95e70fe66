using Saker.Rules.Syntax;

namespace Saker.Authoring.Linting.Checks;

/// <summary>
/// Exceptions that hold for whoever puts the right words into a text of his own choice: a comment at the end of a command line, the
/// name of a file in a directory that anyone may write to.
/// </summary>
internal sealed class AttackerTextCheck : ILintCheck
{
    // Whoever starts a program chooses all of it.
    private static readonly HashSet<string> Free =
    [
        "proc.cmdline", "proc.args", "proc.pcmdline", "proc.acmdline", "proc.cmdnargs", "proc.env", "proc.aenv", "proc.exe", "proc.pexe",
        "proc.aexe", "proc.exeline", "evt.args", "evt.buffer",
    ];

    // Its beginning is the file system's; the rest is chosen by whoever makes the file.
    private static readonly HashSet<string> FreeEnds =
    [
        "fd.name", "fd.nameraw", "fd.filename", "fd.directory", "fs.path.name", "fs.path.nameraw", "fs.path.source", "fs.path.target",
        "proc.name", "proc.pname", "proc.aname", "proc.exepath", "proc.pexepath", "proc.aexepath", "proc.cwd",
    ];

    public IEnumerable<LintFinding> Find(LintSubject subject)
    {
        var anchored = subject.Sites.Where(s => s.IsNegated && s.Written is AndCondition)
            .SelectMany(Anchored).ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var site in subject.Sites.Where(s => s.IsNegated && !anchored.Contains(s.Written)))
        {
            if (site.Written is BinaryCheck check && FieldOf(check.Left) is { } field && IsChosen(field, check))
            {
                yield return LintSubject.Finding(
                    LintCode.AttackerText, site, $"excepts whatever satisfies '{Cut(check.ToString())}', and the watched process chooses {field}");
            }
        }
    }

    /// <summary>Checks on names that lie in a known directory anyway, as a check beside them says.</summary>
    private static IEnumerable<Condition> Anchored(ConditionSite and)
    {
        var checks = and.Children.Select(c => c.Written).OfType<BinaryCheck>()
            .Where(c => FieldOf(c.Left) is { } field && FreeEnds.Contains(field)).ToList();
        return checks.Where(c => checks.Exists(other => other.Left.ToString() == c.Left.ToString() && IsAnchor(other)));
    }

    private static bool IsAnchor(BinaryCheck check) => check.Operator.Comparison switch
    {
        Comparison.Equal or Comparison.In or Comparison.StartsWith or Comparison.PathMatch => true,
        Comparison.Glob or Comparison.GlobIgnoringCase => !HasOpenStart(check.Right),
        _ => false,
    };

    private static bool IsChosen(string field, BinaryCheck check) => check.Operator.Comparison switch
    {
        Comparison.Contains or Comparison.ContainsIgnoringCase or Comparison.ContainsBytes or Comparison.EndsWith or Comparison.Regex =>
            Free.Contains(field) || FreeEnds.Contains(field),
        Comparison.Glob or Comparison.GlobIgnoringCase => Free.Contains(field) || (FreeEnds.Contains(field) && HasOpenStart(check.Right)),
        Comparison.StartsWith or Comparison.StartsWithBytes => Free.Contains(field),
        _ => false,
    };

    private static bool HasOpenStart(Operand right) => right switch
    {
        Value value => value.Text.StartsWith('*'),
        ValueList list => list.Values.Any(v => v.Text.StartsWith('*')),
        _ => true,
    };

    private static string? FieldOf(Operand operand) => operand switch
    {
        FieldReference field => field.Name,
        TransformerCall { Name: not "len" } call => call.Arguments.Select(FieldOf).FirstOrDefault(f => f is not null),
        _ => null,
    };

    private static string Cut(string text) => text.Length <= 100 ? text : text[..100] + "...";
}
