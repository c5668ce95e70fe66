using System.Collections.Immutable;
using Saker.Rules.Binding;
using Saker.State;

namespace Saker.Rules.Evaluation;

/// <summary>
/// Asks rule after rule by walking its tree: slow and plain, for machines that cannot make code and to hold the compiler against.
/// </summary>
internal sealed class InterpretedMatcher : RuleMatcher
{
    private readonly Rule[][] rulesByType;
    private readonly RuleMatching matching;

    public InterpretedMatcher(ImmutableArray<Rule> rules, RuleMatching matching)
        : base(rules)
    {
        this.matching = matching;
        rulesByType = [.. Enumerable.Range(0, Binding.EventTypes.Count).Select(type => RulesFor(type, rules).ToArray())];
    }

    public override int MatchFirst(EventContext context)
    {
        foreach (var rule in rulesByType[Binding.EventTypes.Of(context.Event)])
        {
            if (rule.Predicate.Evaluate(context))
                return rule.Index;
        }

        return -1;
    }

    public override void Match(EventContext context, MatchList matches)
    {
        matches.Clear();
        foreach (var rule in rulesByType[Binding.EventTypes.Of(context.Event)])
        {
            if (!rule.Predicate.Evaluate(context))
                continue;
            matches.Add(rule.Index);
            if (matching == RuleMatching.First)
                return;
        }
    }
}
