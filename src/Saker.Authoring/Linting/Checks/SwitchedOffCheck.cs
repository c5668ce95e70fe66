using Saker.Rules;
using Saker.Rules.Binding;

namespace Saker.Authoring.Linting.Checks;

/// <summary>Rules that no event can satisfy: because a part says never, or because nothing is left of the events.</summary>
internal sealed class SwitchedOffCheck : ILintCheck
{
    public IEnumerable<LintFinding> Find(LintSubject subject)
    {
        foreach (var rule in subject.Rules.Where(r => r.Enabled && EventTypeAlgebra.TypesOf(r.Condition).Count == 0))
        {
            bool onPurpose = EventTypeAlgebra.TypesOf(ContradictionCheck.WithoutCustom(rule.Condition)).Count > 0;
            yield return onPurpose
                ? LintSubject.Finding(
                    LintCode.RuleSwitchedOff, Item(rule), rule.Origin!, "a part of the condition says never (evt.num = 0), so the rule never matches")
                : LintSubject.Finding(LintCode.RuleNeverMatches, Item(rule), rule.Origin!, "there is no event that the condition can hold for");
        }
    }

    private static string Item(Rule rule) => $"rule '{rule.Name}'";
}
