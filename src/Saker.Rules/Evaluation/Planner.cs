using System.Collections.Immutable;
using Saker.Fields;
using Saker.Rules.Binding;

namespace Saker.Rules.Evaluation;

/// <summary>The answer to a question about the process alone, kept with the process.</summary>
internal sealed class ProcessBit(int index, Predicate predicate) : Predicate(FieldScope.Process, 1)
{
    public int Index => index;

    public Predicate Predicate => predicate;

    public override bool Evaluate(State.EventContext context) => predicate.Evaluate(context);
}

/// <summary>
/// Turns predicates into what is left to do for events of one type: questions about the type are answered, parts that depend on the
/// process alone become bits.
/// </summary>
internal sealed class Planner
{
    private readonly PredicateFactory predicates = new();
    private readonly Dictionary<Predicate, ProcessBit> bits = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Predicate, bool> typeDependence = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Predicate, Predicate> planned = new(ReferenceEqualityComparer.Instance);

    /// <summary>Questions about the process alone, in order of their numbers.</summary>
    public IEnumerable<ProcessBit> Bits => bits.Values;

    public Predicate Plan(Predicate predicate, int type)
    {
        var folds = new Dictionary<Predicate, Predicate>(ReferenceEqualityComparer.Instance);
        return Split(Fold(predicate, type, folds));
    }

    private Predicate Fold(Predicate predicate, int type, Dictionary<Predicate, Predicate> folds)
    {
        if (!DependsOnType(predicate))
            return predicate;
        if (folds.TryGetValue(predicate, out var folded))
            return folded;
        return folds[predicate] = predicate switch
        {
            EventTypeTest test => ConstantPredicate.Of(test.AnswerFor(type)),
            AndPredicate and => predicates.And([.. and.Children.Select(c => Fold(c, type, folds))]),
            OrPredicate or => predicates.Or([.. or.Children.Select(c => Fold(c, type, folds))]),
            NotPredicate not => predicates.Not(Fold(not.Child, type, folds)),
            _ => predicate,
        };
    }

    private bool DependsOnType(Predicate predicate)
    {
        if (typeDependence.TryGetValue(predicate, out bool depends))
            return depends;
        return typeDependence[predicate] = predicate switch
        {
            EventTypeTest => true,
            AndPredicate and => and.Children.Any(DependsOnType),
            OrPredicate or => or.Children.Any(DependsOnType),
            NotPredicate not => DependsOnType(not.Child),
            _ => false,
        };
    }

    private Predicate Split(Predicate predicate)
    {
        if (predicate is ConstantPredicate)
            return predicate;
        if (predicate.Scope == FieldScope.Process)
            return BitOf(predicate);
        if (planned.TryGetValue(predicate, out var split))
            return split;
        return planned[predicate] = predicate switch
        {
            AndPredicate and => predicates.And(SplitChildren(and.Children, predicates.And)),
            OrPredicate or => predicates.Or(SplitChildren(or.Children, predicates.Or)),
            NotPredicate not => predicates.Not(Split(not.Child)),
            _ => predicate,
        };
    }

    /// <summary>What depends on the process alone goes together into one bit, which costs next to nothing and so is asked first.</summary>
    private ImmutableArray<Predicate> SplitChildren(
        ImmutableArray<Predicate> children, Func<ImmutableArray<Predicate>, Predicate> combine)
    {
        ImmutableArray<Predicate> ofProcess = [.. children.Where(c => c.Scope == FieldScope.Process)];
        var ofEvent = children.Where(c => c.Scope != FieldScope.Process).Select(Split);
        return ofProcess.IsEmpty ? [.. ofEvent] : [BitOf(combine(ofProcess)), .. ofEvent];
    }

    private Predicate BitOf(Predicate predicate)
    {
        if (predicate is ConstantPredicate)
            return predicate;
        if (!bits.TryGetValue(predicate, out var bit))
            bits[predicate] = bit = new ProcessBit(bits.Count, predicate);
        return bit;
    }
}
