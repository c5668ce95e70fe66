using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Saker.Rules.Binding;

/// <summary>
/// Makes predicates so that equal ones are one object: chains of one kind are flattened, constants folded away, children listed
/// once.
/// </summary>
internal sealed class PredicateFactory
{
    private readonly Dictionary<(char Kind, ImmutableArray<Predicate> Children), Predicate> known = new(new ByIdentity());

    public Predicate And(ImmutableArray<Predicate> children) =>
        Chain('&', children, ConstantPredicate.True, c => (c as AndPredicate)?.Children, c => new AndPredicate(c));

    public Predicate Or(ImmutableArray<Predicate> children) =>
        Chain('|', children, ConstantPredicate.False, c => (c as OrPredicate)?.Children, c => new OrPredicate(c));

    public Predicate Not(Predicate child) => child switch
    {
        ConstantPredicate constant => ConstantPredicate.Of(!constant.Value),
        NotPredicate not => not.Child,
        _ => Once('!', [child], c => new NotPredicate(c[0])),
    };

    private Predicate Chain(
        char kind,
        ImmutableArray<Predicate> children,
        ConstantPredicate neutral,
        Func<Predicate, ImmutableArray<Predicate>?> nested,
        Func<ImmutableArray<Predicate>, Predicate> create)
    {
        var kept = ImmutableArray.CreateBuilder<Predicate>();
        var seen = new HashSet<Predicate>(ReferenceEqualityComparer.Instance);
        foreach (var child in children.SelectMany(c => nested(c) ?? [c]))
        {
            if (child is ConstantPredicate constant && constant != neutral)
                return constant;
            if (child != neutral && seen.Add(child))
                kept.Add(child);
        }

        return kept.Count switch
        {
            0 => neutral,
            1 => kept[0],
            _ => Once(kind, kept.DrainToImmutable(), create),
        };
    }

    private Predicate Once(char kind, ImmutableArray<Predicate> children, Func<ImmutableArray<Predicate>, Predicate> create)
    {
        if (!known.TryGetValue((kind, children), out var predicate))
            known[(kind, children)] = predicate = create(children);
        return predicate;
    }

    private sealed class ByIdentity : IEqualityComparer<(char Kind, ImmutableArray<Predicate> Children)>
    {
        public bool Equals((char Kind, ImmutableArray<Predicate> Children) x, (char Kind, ImmutableArray<Predicate> Children) y) =>
            x.Kind == y.Kind && x.Children.AsSpan().SequenceEqual(y.Children.AsSpan());

        public int GetHashCode((char Kind, ImmutableArray<Predicate> Children) key) =>
            key.Children.Aggregate((int)key.Kind, (hash, child) => HashCode.Combine(hash, RuntimeHelpers.GetHashCode(child)));
    }
}
