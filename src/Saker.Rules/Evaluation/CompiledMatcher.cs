using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Saker.Rules.Binding;
using Saker.Rules.Evaluation.Indexing;
using Saker.State;

namespace Saker.Rules.Evaluation;

/// <summary>
/// Asks rules by machine code made for each event type that is not rare. Types for which the same is left to be asked share their code;
/// types with many rules look up which of them an event can match at all.
/// </summary>
internal sealed class CompiledMatcher : RuleMatcher
{
    private const int UsualCandidates = 64;

    private readonly Bucket[] buckets;
    private readonly ProcessFacts facts;
    private readonly RuleMatching matching;

    public CompiledMatcher(ImmutableArray<Rule> rules, MatcherOptions options)
        : base(rules)
    {
        matching = options.Matching;
        (buckets, facts) = new BucketPlanner(options).Plan(rules);
        if (options.MeasuresCosts)
            Costs = new RuleCosts(rules.IsEmpty ? 0 : rules.Max(r => r.Index) + 1);
    }

    public override int MatchFirst(EventContext context)
    {
        var bucket = buckets[Binding.EventTypes.Of(context.Event)];
        int position = FindFirst(bucket, context);
        return position < 0 ? -1 : bucket.RuleAt(position);
    }

    public override void Match(EventContext context, MatchList matches)
    {
        matches.Clear();
        var bucket = buckets[Binding.EventTypes.Of(context.Event)];
        if (Costs is { } costs && costs.TakesNext())
            FindMeasured(bucket, context, matches, costs);
        else if (matching == RuleMatching.All)
            FindAll(bucket, context, matches);
        else if (FindFirst(bucket, context) is >= 0 and var position)
            matches.Add(position);
        for (int i = 0; i < matches.Count; i++)
            matches[i] = bucket.RuleAt(matches[i]);
    }

    [SkipLocalsInit]
    private int FindFirst(Bucket bucket, EventContext context)
    {
        ref ulong words = ref bucket.UsesProcess ? ref facts.Of(context) : ref Unsafe.NullRef<ulong>();
        int first = bucket.ScanFirst(context, ref words);
        if (bucket.IsScanned)
            return first;
        Span<int> room = stackalloc int[UsualCandidates];
        var candidates = new CandidateBuffer(room);
        FindCandidates(bucket, context, ref words, ref candidates);
        if (!candidates.IsEmpty)
        {
            foreach (int position in candidates.Sorted())
            {
                if (first >= 0 && position > first)
                    break;
                if (!bucket.Matches(position, context))
                    continue;
                first = position;
                break;
            }
        }

        candidates.Dispose();
        return first;
    }

    [SkipLocalsInit]
    private void FindAll(Bucket bucket, EventContext context, MatchList positions)
    {
        ref ulong words = ref bucket.UsesProcess ? ref facts.Of(context) : ref Unsafe.NullRef<ulong>();
        bucket.ScanAll(context, ref words, positions);
        if (bucket.IsScanned)
            return;
        Span<int> room = stackalloc int[UsualCandidates];
        var candidates = new CandidateBuffer(room);
        FindCandidates(bucket, context, ref words, ref candidates);
        if (!candidates.IsEmpty)
        {
            foreach (int position in candidates.Sorted())
            {
                if (bucket.Matches(position, context))
                    positions.Add(position);
            }

            positions.Sort();
        }

        candidates.Dispose();
    }

    /// <summary>Finds the same as the others, one rule at a time.</summary>
    private void FindMeasured(Bucket bucket, EventContext context, MatchList positions, RuleCosts costs)
    {
        ref ulong words = ref bucket.UsesProcess ? ref facts.Of(context) : ref Unsafe.NullRef<ulong>();
        bucket.ScanMeasured(context, positions, costs);
        Span<int> room = stackalloc int[UsualCandidates];
        var candidates = new CandidateBuffer(room);
        if (!bucket.IsScanned)
            FindCandidates(bucket, context, ref words, ref candidates);
        if (!candidates.IsEmpty)
        {
            foreach (int position in candidates.Sorted())
            {
                long since = Stopwatch.GetTimestamp();
                bool isMatch = bucket.Matches(position, context);
                costs.Add(bucket.RuleAt(position), since);
                if (isMatch)
                    positions.Add(position);
            }

            positions.Sort();
        }

        candidates.Dispose();
        if (matching == RuleMatching.First && positions.Count > 1)
            positions.KeepFirst();
    }

    private void FindCandidates(Bucket bucket, EventContext context, ref ulong words, ref CandidateBuffer candidates)
    {
        bucket.FindByEvent(context, ref candidates);
        if (bucket.HasProcessRules)
            facts.FindByProcess(bucket, context, ref words, ref candidates);
    }
}
