using Saker.Rules.Files;

namespace Saker.Authoring.Linting.Checks;

/// <summary>Items that take the place of another of the same file, whose author hardly meant that.</summary>
internal sealed class RedefinitionCheck : ILintCheck
{
    public IEnumerable<LintFinding> Find(LintSubject subject)
    {
        var items = subject.All.Rules.Select(r => ("rule", r.Name, r.Origin))
            .Concat(subject.All.Macros.Select(m => ("macro", m.Name, m.Origin)))
            .Concat(subject.All.Lists.Select(l => ("list", l.Name, l.Origin)));
        foreach (var (kind, name, origin) in items)
        {
            if (origin is { Replaced: { } replaced } && replaced.FileName == origin.Location.FileName)
            {
                yield return LintSubject.Finding(
                    LintCode.Redefined, $"{kind} '{name}'", origin,
                    $"takes the place of the {kind} of the same name in line {replaced.Line + 1}, of which nothing is left");
            }
        }
    }
}
