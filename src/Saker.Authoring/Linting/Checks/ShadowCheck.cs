using System.Collections.Immutable;
using Saker.Rules;
using Saker.Rules.Binding;

namespace Saker.Authoring.Linting.Checks;

/// <summary>Rules that never get a turn, because the first rule that matches an event is the only one to raise an alert.</summary>
internal sealed class ShadowCheck : ILintCheck
{
    public IEnumerable<LintFinding> Find(LintSubject subject)
    {
        var live = subject.Rules.Where(r => r.Enabled && EventTypeAlgebra.TypesOf(r.Condition).Count > 0)
            .Select(r => (Rule: r, Parts: Parts(r.Predicate))).ToList();
        for (int i = 0; i < live.Count; i++)
        {
            var (rule, parts) = live[i];
            // Equal parts of rules that were loaded together are one object.
            if (live.Take(i).FirstOrDefault(e => e.Parts.IsSubsetOf(parts)).Rule is not { } earlier)
                continue;
            string how = ReferenceEquals(earlier.Predicate, rule.Predicate) ? "has the same condition" : "matches whatever this rule matches";
            yield return LintSubject.Finding(
                LintCode.RuleShadowed, $"rule '{rule.Name}'", rule.Origin!,
                $"rule '{earlier.Name}' stands before it and {how}, so this one raises no alert");
        }
    }

    private static ImmutableHashSet<Predicate> Parts(Predicate predicate) => predicate is AndPredicate and ? [.. and.Children] : [predicate];
}
