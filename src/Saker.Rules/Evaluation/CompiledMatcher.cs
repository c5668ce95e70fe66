using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Saker.Rules.Binding;
using Saker.State;

namespace Saker.Rules.Evaluation;

/// <summary>
/// Asks rules by machine code made for each event type. Types for which the same is left to be asked share their code.
/// </summary>
internal sealed class CompiledMatcher : RuleMatcher
{
    // Small methods are compiled well and still share most of what their rules have in common.
    private const int RulesPerMethod = 8;
    private const int BitsPerMethod = 32;

    private static int lastOwner;

    private readonly Bucket[] buckets;
    private readonly FillBits[] fills;
    private readonly int owner = Interlocked.Increment(ref lastOwner);
    private readonly int words;
    private readonly RuleMatching matching;

    public CompiledMatcher(ImmutableArray<Rule> rules, RuleMatching matching)
        : base(rules)
    {
        this.matching = matching;
        var planner = new Planner();
        var shared = new Dictionary<BucketPlan, Bucket>();
        buckets = [.. Enumerable.Range(0, Binding.EventTypes.Count).Select(type => BucketFor(type, rules, planner, shared))];
        var bits = planner.Bits.ToArray();
        words = (bits.Length + 63) / 64;
        fills = [.. bits.Chunk(BitsPerMethod).Select(MethodCompiler.CompileBits)];
    }

    public override int MatchFirst(EventContext context)
    {
        var bucket = buckets[Binding.EventTypes.Of(context.Event)];
        ref ulong bits = ref BitsFor(bucket, context);
        foreach (var method in bucket.First)
        {
            int rule = method(context, ref bits, null);
            if (rule >= 0)
                return rule;
        }

        return -1;
    }

    public override void Match(EventContext context, MatchList matches)
    {
        matches.Clear();
        if (matching == RuleMatching.First)
        {
            int rule = MatchFirst(context);
            if (rule >= 0)
                matches.Add(rule);
            return;
        }

        var bucket = buckets[Binding.EventTypes.Of(context.Event)];
        ref ulong bits = ref BitsFor(bucket, context);
        foreach (var method in bucket.All)
            method(context, ref bits, matches);
    }

    private ref ulong BitsFor(Bucket bucket, EventContext context)
    {
        if (!bucket.UsesBits)
            return ref Unsafe.NullRef<ulong>();
        var bits = context.PredicateBits(owner, words, out bool valid);
        if (!valid)
            Fill(context, bits);
        return ref MemoryMarshal.GetReference(bits);
    }

    private void Fill(EventContext context, Span<ulong> bits)
    {
        bits.Clear();
        foreach (var fill in fills)
            fill(context, ref MemoryMarshal.GetReference(bits));
    }

    private Bucket BucketFor(int type, ImmutableArray<Rule> rules, Planner planner, Dictionary<BucketPlan, Bucket> shared)
    {
        var plan = new BucketPlan([.. RulesFor(type, rules)
            .Select(rule => new PlannedRule(rule.Index, planner.Plan(rule.Predicate, type)))
            .Where(rule => rule.Predicate != ConstantPredicate.False)]);
        if (!shared.TryGetValue(plan, out var bucket))
            shared[plan] = bucket = new Bucket(plan, matching);
        return bucket;
    }

    /// <summary>The code for event types that leave the same to be asked.</summary>
    private sealed class Bucket
    {
        public Bucket(BucketPlan plan, RuleMatching matching)
        {
            UsesBits = plan.UsesBits;
            First = Compile(plan, RuleMatching.First);
            All = matching == RuleMatching.All ? Compile(plan, RuleMatching.All) : [];
        }

        public bool UsesBits { get; }

        public MatchRules[] First { get; }

        public MatchRules[] All { get; }

        private static MatchRules[] Compile(BucketPlan plan, RuleMatching matching) =>
            [.. plan.Rules.Chunk(RulesPerMethod).Select(rules => MethodCompiler.CompileRules(rules, matching))];
    }
}

/// <summary>A rule with what is left to be asked about it.</summary>
internal readonly record struct PlannedRule(int Index, Predicate Predicate);

/// <summary>The rules of an event type; equal for types that leave the same to be asked.</summary>
internal sealed class BucketPlan(ImmutableArray<PlannedRule> rules) : IEquatable<BucketPlan>
{
    public ImmutableArray<PlannedRule> Rules => rules;

    public bool UsesBits => rules.Any(r => UsesBit(r.Predicate));

    public bool Equals(BucketPlan? other) => other is not null && rules.SequenceEqual(other.Rules);

    public override bool Equals(object? obj) => Equals(obj as BucketPlan);

    public override int GetHashCode() => rules.Aggregate(0, (hash, rule) => HashCode.Combine(hash, rule.Index));

    private static bool UsesBit(Predicate predicate) => predicate switch
    {
        ProcessBit => true,
        AndPredicate and => and.Children.Any(UsesBit),
        OrPredicate or => or.Children.Any(UsesBit),
        NotPredicate not => UsesBit(not.Child),
        _ => false,
    };
}
