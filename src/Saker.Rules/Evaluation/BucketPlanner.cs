using System.Collections.Immutable;
using Saker.Rules.Binding;
using Saker.Rules.Evaluation.Indexing;

namespace Saker.Rules.Evaluation;

/// <summary>Divides rules by event type, and decides for each how it comes to be asked.</summary>
/// <param name="options">From when on an index, and machine code, are worth it.</param>
internal sealed class BucketPlanner(MatcherOptions options)
{
    private readonly Planner planner = new();
    private readonly AtomChooser chooser = new();
    private readonly Dictionary<Predicate, IndexedRule> indexed = new(ReferenceEqualityComparer.Instance);
    private readonly OrderedDictionary<Predicate, (int Number, AtomChoice Choice)> ofProcess = new(ReferenceEqualityComparer.Instance);

    /// <summary>The bucket of each event type, and what they keep with processes.</summary>
    public (Bucket[] Buckets, ProcessFacts Facts) Plan(ImmutableArray<Rule> rules)
    {
        var numbers = new OrderedDictionary<BucketPlan, int>();
        int[] bucketOfType = [.. PlansByType(rules).Select(plan => NumberOf(plan, numbers))];
        var conditions = numbers.Keys.Where(IsIndexed).SelectMany(plan => plan.Rules.Select(r => r.Predicate));
        foreach (var predicate in conditions.Distinct(ReferenceEqualityComparer.Instance).Cast<Predicate>())
            chooser.Count(predicate);
        Bucket[] buckets = [.. numbers.Keys.Select((plan, number) => new Bucket(number, plan, PlacesOf(plan), options.CompileFrom))];
        var processIndex = AtomIndex.Of(ofProcess.Values.Select(c => (c.Number, c.Choice)));
        return ([.. bucketOfType.Select(number => buckets[number])], new ProcessFacts([.. planner.Bits], processIndex, buckets.Length));
    }

    private bool IsIndexed(BucketPlan plan) => plan.Rules.Length >= options.IndexFrom;

    private IEnumerable<BucketPlan> PlansByType(ImmutableArray<Rule> rules)
    {
        var rulesByType = new List<Rule>[EventTypes.Count];
        for (int type = 0; type < rulesByType.Length; type++)
            rulesByType[type] = [];
        // Rules about events of any type come last.
        foreach (var rule in rules.OrderBy(r => r.EventTypes.Equals(EventTypeSet.All)))
        {
            foreach (int type in rule.EventTypes.Types())
                rulesByType[type].Add(rule);
        }

        for (int type = 0; type < rulesByType.Length; type++)
        {
            var folding = planner.For(type);
            yield return new BucketPlan([.. rulesByType[type]
                .Select(rule => new PlannedRule(rule.Index, folding.Fold(rule.Predicate)))
                .Where(rule => rule.Predicate != ConstantPredicate.False)]);
        }
    }

    private static int NumberOf(BucketPlan plan, OrderedDictionary<BucketPlan, int> numbers)
    {
        if (!numbers.TryGetValue(plan, out int number))
            numbers.Add(plan, number = numbers.Count);
        return number;
    }

    private List<RulePlace> PlacesOf(BucketPlan plan)
    {
        bool isIndexed = IsIndexed(plan);
        return [.. plan.Rules.Select(r => PlaceOf(r.Predicate, isIndexed))];
    }

    private RulePlace PlaceOf(Predicate predicate, bool isIndexed)
    {
        LoadBrake.Step();
        if (!isIndexed || chooser.Choose(predicate) is not { } choice)
            return new RulePlace(planner.Split(predicate), null, -1, null);
        if (!indexed.TryGetValue(predicate, out var rule))
            indexed[predicate] = rule = new IndexedRule(predicate, options.CompileFrom);
        if (!choice.OfProcess)
            return new RulePlace(null, choice, -1, rule);
        if (!ofProcess.TryGetValue(predicate, out var condition))
            ofProcess.Add(predicate, condition = (ofProcess.Count, choice));
        return new RulePlace(null, null, condition.Number, rule);
    }
}
