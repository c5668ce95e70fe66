using System.Collections.Immutable;
using Saker.Rules.Binding;
using Saker.Rules.Evaluation;
using Saker.Rules.Planning;
using Saker.State;

namespace Saker.Rules.Deferring;

/// <summary>A rule that matches an event, or will when what its container is turns out so.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Condition">What is left to be asked of the container; null when the rule matches whatever it is.</param>
public readonly record struct DeferredMatch(Rule Rule, Predicate? Condition)
{
    /// <summary>What of the container is asked.</summary>
    public ContainerParts Parts => Condition is null ? ContainerParts.None : KnownSoFar.PartsOf(Condition);

    /// <summary>Whether the rule matches, given what is known of the container by now.</summary>
    /// <param name="container">Shows the container (<see cref="EventContext.Show"/>).</param>
    public bool Holds(EventContext container) => Condition?.Evaluate(container) ?? true;
}

/// <summary>
/// Finds the rules that an event matches or may yet match while something of its container is awaited, by walking their trees: events
/// wait for a moment only, and few do.
/// </summary>
public sealed class DeferredMatcher
{
    private readonly Rule[][] rulesByType;
    private readonly RuleMatching matching;
    private readonly KnownSoFar known = new();

    /// <summary>Makes one for the rules of a matcher.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="matching">Whether the first that matches is enough.</param>
    public DeferredMatcher(ImmutableArray<Rule> rules, RuleMatching matching)
    {
        this.matching = matching;
        rulesByType = [.. Enumerable.Range(0, EventTypes.Count).Select(type => RuleMatcher.RulesFor(type, rules).ToArray())];
    }

    /// <summary>Adds the rules that match or may, in order of evaluation; nothing is allocated unless one does.</summary>
    /// <param name="context">The event.</param>
    /// <param name="awaited">What of its container is awaited.</param>
    /// <param name="matches">Where they are added.</param>
    public void Match(EventContext context, ContainerParts awaited, List<DeferredMatch> matches)
    {
        known.Context = context;
        known.Awaited = awaited;
        foreach (var rule in rulesByType[EventTypes.Of(context.Event)])
        {
            var truth = known.Judge(rule.Predicate);
            if (truth == Truth.False)
                continue;
            matches.Add(new DeferredMatch(rule, truth == Truth.True ? null : known.Reduce(rule.Predicate)));
            if (truth == Truth.True && matching == RuleMatching.First)
                break;
        }

        known.Context = null;
    }
}
