using System.Collections.Immutable;
using Saker.Rules.Binding;
using Saker.State;

namespace Saker.Rules.Evaluation;

/// <summary>
/// Finds the rules that an event matches. Rules that name their event types are asked first, in order of definition, then those that
/// are about events of any type. Once made it allocates nothing, and one of them serves any number of threads.
/// </summary>
public abstract class RuleMatcher
{
    private protected RuleMatcher(ImmutableArray<Rule> rules)
    {
        Rules = rules;
        EventTypes = rules.Aggregate(EventTypeSet.None, (all, rule) => all | rule.EventTypes);
    }

    /// <summary>The rules that take part.</summary>
    public ImmutableArray<Rule> Rules { get; }

    /// <summary>The event types for which some rule can match; events of other types need not be delivered.</summary>
    public EventTypeSet EventTypes { get; }

    /// <summary>What asking each rule costs; null when that is not measured.</summary>
    public RuleCosts? Costs { get; private protected init; }

    /// <summary>Makes a matcher.</summary>
    public static RuleMatcher Compile(IEnumerable<Rule> rules, MatcherOptions options)
    {
        ImmutableArray<Rule> ordered = [.. rules.OrderBy(r => r.Index)];
        return options.Mode == EvaluationMode.Compiled
            ? new CompiledMatcher(ordered, options)
            : new InterpretedMatcher(ordered, options.Matching);
    }

    /// <summary>The <see cref="Rule.Index"/> of the first rule that matches, or -1.</summary>
    public abstract int MatchFirst(EventContext context);

    /// <summary>Fills a list with the rules that match: all of them, or the first when that is how the matcher was made.</summary>
    public abstract void Match(EventContext context, MatchList matches);

    /// <summary>The rules to ask about events of a type, in order of evaluation.</summary>
    internal static IEnumerable<Rule> RulesFor(int type, ImmutableArray<Rule> rules) =>
        rules.Where(r => r.EventTypes.Contains(type)).OrderBy(r => r.EventTypes.Equals(EventTypeSet.All));
}
