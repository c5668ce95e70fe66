using Saker.Rules.Syntax;

namespace Saker.Authoring.Linting.Checks;

/// <summary>The same part twice in one chain of <c>and</c> or <c>or</c>.</summary>
internal sealed class RepetitionCheck : ILintCheck
{
    public IEnumerable<LintFinding> Find(LintSubject subject)
    {
        foreach (var site in subject.Sites.Where(s => s.Written is AndCondition or OrCondition))
        {
            var seen = new HashSet<string>();
            foreach (var child in site.Children)
            {
                string text = child.Written.ToString();
                if (!seen.Add(text))
                    yield return LintSubject.Finding(LintCode.RepeatedPart, child, $"'{text}' stands here twice");
            }
        }
    }
}
