using System.Collections.Immutable;
using Saker.Fields;
using Saker.Rules.Binding;

namespace Saker.Rules.Evaluation.Indexing;

/// <summary>By what a condition is looked up: where it holds, an atom of one of these sets does.</summary>
/// <param name="Cost">How much is expected to be asked in vain; comparable between choices only.</param>
/// <param name="Crowd">How many conditions share the atom that most of them share.</param>
/// <param name="Sets">None when the condition can never hold.</param>
internal sealed record AtomChoice(double Cost, double Crowd, ImmutableArray<AtomSet> Sets)
{
    /// <summary>Whether every atom depends on the process alone.</summary>
    public bool OfProcess => Sets.All(s => s.Operand.Scope == FieldScope.Process);
}

/// <summary>
/// Chooses what a condition is looked up by. Of a conjunction any part will do, and the one is taken that the fewest other conditions
/// share; of a disjunction all parts are needed. First every condition is counted, then choices are made.
/// </summary>
internal sealed class AtomChooser
{
    private const int MaxSets = 1000;

    // Conditions that so many others would be asked together with are asked faster in a row.
    private const int MaxCrowd = 64;

    private const int AskedCost = 40;

    private readonly Dictionary<Test, AtomSet?> sets = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(BoundOperand Operand, Atom Atom), int> uses = [];
    private readonly Dictionary<(Predicate Predicate, bool Negated), AtomChoice?> choices = [];
    private bool counted;

    /// <summary>Takes a condition into account; each one once.</summary>
    public void Count(Predicate predicate) => Count(predicate, negated: false, []);

    /// <summary>Null when the condition has to be asked every time.</summary>
    public AtomChoice? Choose(Predicate predicate)
    {
        if (!counted)
            CountAtoms();
        return Choose(predicate, negated: false) is { Crowd: <= MaxCrowd } choice ? choice : null;
    }

    private void Count(Predicate predicate, bool negated, HashSet<(Predicate Predicate, bool Negated)> seen)
    {
        if (!seen.Add((predicate, negated)))
            return;
        switch (predicate)
        {
            case Test test when !negated && SetOf(test) is { } set:
                set.Uses++;
                break;
            case AndPredicate and:
                foreach (var child in and.Children)
                    Count(child, negated, seen);
                break;
            case OrPredicate or:
                foreach (var child in or.Children)
                    Count(child, negated, seen);
                break;
            case NotPredicate not:
                Count(not.Child, !negated, seen);
                break;
        }
    }

    private void CountAtoms()
    {
        counted = true;
        foreach (var set in sets.Values.OfType<AtomSet>())
        {
            foreach (var atom in set.Atoms)
                uses[(set.Operand, atom)] = uses.GetValueOrDefault((set.Operand, atom)) + set.Uses;
        }
    }

    private AtomChoice? Choose(Predicate predicate, bool negated)
    {
        if (choices.TryGetValue((predicate, negated), out var known))
            return known;
        return choices[(predicate, negated)] = predicate switch
        {
            ConstantPredicate constant => constant.Value == negated ? new AtomChoice(0, 0, []) : null,
            Test test => !negated && SetOf(test) is { } set ? Of(set) : null,
            NotPredicate not => Choose(not.Child, !negated),
            AndPredicate and => negated ? Every(and.Children, negated) : Best(and.Children, negated),
            OrPredicate or => negated ? Best(or.Children, negated) : Every(or.Children, negated),
            _ => null,
        };
    }

    private AtomChoice? Best(ImmutableArray<Predicate> children, bool negated) =>
        children.Select(c => Choose(c, negated)).OfType<AtomChoice>().MinBy(c => (c.Crowd > MaxCrowd, c.Cost));

    private AtomChoice? Every(ImmutableArray<Predicate> children, bool negated)
    {
        var all = ImmutableArray.CreateBuilder<AtomSet>();
        double cost = 0, crowd = 0;
        foreach (var child in children)
        {
            if (Choose(child, negated) is not { } choice || all.Count + choice.Sets.Length > MaxSets)
                return null;
            all.AddRange(choice.Sets);
            cost += choice.Cost;
            crowd = Math.Max(crowd, choice.Crowd);
        }

        return new AtomChoice(cost, crowd, [.. all.Distinct()]);
    }

    private AtomChoice Of(AtomSet set)
    {
        double cost = set.IsAsked ? set.Uses * AskedCost : 0, crowd = set.IsAsked ? set.Uses : 0;
        foreach (var atom in set.Atoms)
        {
            int users = uses[(set.Operand, atom)];
            crowd = Math.Max(crowd, users);
            cost += users * CommonnessOf(atom);
        }

        // What is found out once for a process costs nothing for its events.
        return new AtomChoice(set.Operand.Scope == FieldScope.Process ? cost / 2 : cost, crowd, [set]);
    }

    private AtomSet? SetOf(Test test)
    {
        if (!sets.TryGetValue(test, out var set))
            sets[test] = set = AtomDerivation.From(test);
        return set;
    }

    /// <summary>How often values satisfy such an atom, roughly, next to one that they have to equal.</summary>
    private static double CommonnessOf(Atom atom) => (atom.Kind, atom.Text.Length) switch
    {
        (AtomKind.Whole, _) => 1,
        (AtomKind.Number, _) => 8,
        (AtomKind.Suffix or AtomKind.Part, _) => 4,
        (_, < 6) => 20,
        (_, < 12) => 2,
        _ => 1,
    };
}
