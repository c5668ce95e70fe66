using System.Collections.Immutable;
using System.Diagnostics;
using Saker.Rules.Binding;
using Saker.Rules.Evaluation.Indexing;
using Saker.State;

namespace Saker.Rules.Evaluation;

/// <summary>A rule with what is left to be asked about it once the event's type is known.</summary>
internal readonly record struct PlannedRule(int Index, Predicate Predicate);

/// <summary>What is asked of a rule, with the rule's place in the order of evaluation.</summary>
internal readonly record struct PositionedRule(int Position, Predicate Predicate);

/// <summary>The rules of an event type; equal for types that leave the same to be asked.</summary>
internal sealed class BucketPlan(ImmutableArray<PlannedRule> rules) : IEquatable<BucketPlan>
{
    public ImmutableArray<PlannedRule> Rules => rules;

    public bool Equals(BucketPlan? other) => other is not null && rules.AsSpan().SequenceEqual(other.Rules.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as BucketPlan);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var rule in rules)
            hash.Add(rule.Index);
        return hash.ToHashCode();
    }
}

/// <summary>
/// What is done for events of types that leave the same to be asked: some rules are asked every time, by code that is made once such
/// events turn out to be frequent; the others when the event or its process has what they need.
/// </summary>
internal sealed class Bucket
{
    // Small methods are compiled well and still share most of what their rules have in common.
    private const int RulesPerMethod = 8;

    private readonly BucketPlan plan;
    private readonly int compileFrom;
    private readonly PositionedRule[] scanned;
    private readonly IndexedRule?[] indexed;
    private readonly AtomIndex eventIndex;
    private readonly Dictionary<int, ImmutableArray<int>> positionsByCondition;
    private MatchRules[]? first;
    private MatchRules[]? all;
    private int walks;

    /// <param name="number">Which bucket it is.</param>
    /// <param name="plan">Its rules.</param>
    /// <param name="places">How each of them is found, in the same order.</param>
    /// <param name="compileFrom">How often rules are walked before code is made of them.</param>
    public Bucket(int number, BucketPlan plan, IReadOnlyList<RulePlace> places, int compileFrom)
    {
        this.compileFrom = compileFrom;
        Number = number;
        this.plan = plan;
        scanned = [.. places.Index().Where(p => p.Item.Scanned is not null).Select(p => new PositionedRule(p.Index, p.Item.Scanned!))];
        indexed = [.. places.Select(p => p.Indexed)];
        eventIndex = AtomIndex.Of(places.Index().Where(p => p.Item.Choice is not null).Select(p => (p.Index, p.Item.Choice!)));
        positionsByCondition = places.Index().Where(p => p.Item.Condition >= 0).GroupBy(p => p.Item.Condition, p => p.Index)
            .ToDictionary(g => g.Key, g => g.ToImmutableArray());
        UsesProcess = positionsByCondition.Count > 0 || scanned.Any(r => Planner.UsesBit(r.Predicate));
    }

    public int Number { get; }

    /// <summary>Whether something is kept with the process that its rules need.</summary>
    public bool UsesProcess { get; }

    /// <summary>Whether some rules are found by what processes have.</summary>
    public bool HasProcessRules => positionsByCondition.Count > 0;

    /// <summary>Whether every rule is asked every time.</summary>
    public bool IsScanned => eventIndex.IsEmpty && !HasProcessRules;

    public IReadOnlyDictionary<int, ImmutableArray<int>> PositionsByCondition => positionsByCondition;

    public int RuleAt(int position) => plan.Rules[position].Index;

    public bool Matches(int position, EventContext context) => indexed[position]!.Matches(context);

    /// <summary>Puts the positions of the rules that may match, going by the event, into a buffer.</summary>
    public void FindByEvent(EventContext context, ref CandidateBuffer positions) => eventIndex.Find(context, ref positions);

    /// <summary>Position of the first rule that matches among those that are asked every time, or -1.</summary>
    public int ScanFirst(EventContext context, ref ulong words)
    {
        if (first is null && IsRare())
            return WalkFirst(context);
        foreach (var method in first ??= Compile(RuleMatching.First))
        {
            int position = method(context, ref words, null);
            if (position >= 0)
                return position;
        }

        return -1;
    }

    /// <summary>Lists the positions of all rules that match among those that are asked every time.</summary>
    public void ScanAll(EventContext context, ref ulong words, MatchList positions)
    {
        if (all is null && IsRare())
        {
            WalkAll(context, positions);
            return;
        }

        foreach (var method in all ??= Compile(RuleMatching.All))
            method(context, ref words, positions);
    }

    /// <summary>Lists the same as <see cref="ScanAll"/>, and notes what each rule costs.</summary>
    public void ScanMeasured(EventContext context, MatchList positions, RuleCosts costs)
    {
        foreach (var (position, predicate) in scanned)
        {
            long since = Stopwatch.GetTimestamp();
            bool isMatch = predicate.Evaluate(context);
            costs.Add(RuleAt(position), since);
            if (isMatch)
                positions.Add(position);
        }
    }

    // Two threads may count the same walk or both make the code; either is harmless.
    private bool IsRare() => walks++ < compileFrom;

    private int WalkFirst(EventContext context)
    {
        foreach (var (position, predicate) in scanned)
        {
            if (predicate.Evaluate(context))
                return position;
        }

        return -1;
    }

    private void WalkAll(EventContext context, MatchList positions)
    {
        foreach (var (position, predicate) in scanned)
        {
            if (predicate.Evaluate(context))
                positions.Add(position);
        }
    }

    private MatchRules[] Compile(RuleMatching matching) =>
        [.. scanned.Chunk(RulesPerMethod).Select(rules => MethodCompiler.CompileRules(rules, matching))];
}

/// <summary>How a rule of a bucket comes to be asked: exactly one of three ways.</summary>
/// <param name="Scanned">What is asked every time, or null.</param>
/// <param name="Choice">What the event must have, or null.</param>
/// <param name="Condition">Number of the condition among those that processes are looked up for, or -1.</param>
/// <param name="Indexed">The rule when it is found in either of the latter ways.</param>
internal readonly record struct RulePlace(Predicate? Scanned, AtomChoice? Choice, int Condition, IndexedRule? Indexed);
