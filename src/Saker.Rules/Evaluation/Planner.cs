using System.Collections.Immutable;
using Saker.Fields;
using Saker.Rules.Binding;

namespace Saker.Rules.Evaluation;

/// <summary>The answer to a question about the process alone, kept with the process among its <see cref="ProcessFacts"/>.</summary>
internal sealed class ProcessBit(int index, Predicate predicate) : Predicate(FieldScope.Process, 1)
{
    /// <summary>The word that the first ones are in; those before it hold something else.</summary>
    public const int FirstWord = 1;

    /// <summary>How many a word holds.</summary>
    public const int PerWord = 32;

    public int Word => FirstWord + (index / PerWord);

    /// <summary>Set in the word once it was asked.</summary>
    public long Asked => 1L << (2 * (index % PerWord));

    /// <summary>Set beside <see cref="Asked"/> when the answer is yes.</summary>
    public long Yes => Asked << 1;

    public Predicate Predicate => predicate;

    /// <summary>What it is kept among.</summary>
    public ProcessFacts? Facts { get; set; }

    public override bool Evaluate(State.EventContext context) => Facts!.Has(this, context);
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

    /// <summary>Answers the questions about the type of the event.</summary>
    public Folding For(int type) => new(this, type);

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

    /// <summary>Puts the parts that depend on the process alone into bits.</summary>
    public Predicate Split(Predicate predicate)
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

    /// <summary>Whether the answer to a question about the process is needed.</summary>
    public static bool UsesBit(Predicate predicate) => predicate switch
    {
        ProcessBit => true,
        AndPredicate and => and.Children.Any(UsesBit),
        OrPredicate or => or.Children.Any(UsesBit),
        NotPredicate not => UsesBit(not.Child),
        _ => false,
    };

    /// <summary>Predicates as they are for events of one type.</summary>
    public sealed class Folding(Planner planner, int type)
    {
        private readonly Dictionary<Predicate, Predicate> folds = new(ReferenceEqualityComparer.Instance);

        public Predicate Fold(Predicate predicate)
        {
            if (!planner.DependsOnType(predicate))
                return predicate;
            if (folds.TryGetValue(predicate, out var folded))
                return folded;
            return folds[predicate] = predicate switch
            {
                EventTypeTest test => ConstantPredicate.Of(test.AnswerFor(type)),
                AndPredicate and => FoldAll(and.Children),
                OrPredicate or => planner.predicates.Or([.. or.Children.Select(Fold)]),
                NotPredicate not => planner.predicates.Not(Fold(not.Child)),
                _ => predicate,
            };
        }

        // Most conjunctions name other types, and there is no need to look at what else they ask.
        private Predicate FoldAll(ImmutableArray<Predicate> children)
        {
            var folded = ImmutableArray.CreateBuilder<Predicate>(children.Length);
            foreach (var child in children)
            {
                var part = Fold(child);
                if (part == ConstantPredicate.False)
                    return part;
                folded.Add(part);
            }

            return planner.predicates.And(folded.DrainToImmutable());
        }
    }
}
