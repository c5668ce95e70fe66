using System.Collections.Immutable;

namespace Saker.Rules.Planning;

/// <summary>Something that the probe can look for.</summary>
internal interface IAtom
{
    /// <summary>How much is let through in vain where it is looked for, roughly; comparable between atoms of a kind only.</summary>
    double Cost { get; }
}

/// <summary>Where a condition holds, the event has one of these.</summary>
/// <typeparam name="TAtom">What is looked for.</typeparam>
/// <param name="Atoms">None when the condition holds for nothing that the probe looks at.</param>
internal sealed record Need<TAtom>(ImmutableArray<TAtom> Atoms)
    where TAtom : struct, IAtom
{
    private const int MaxAtoms = 2000;

    private readonly double cost = Atoms.Sum(atom => atom.Cost);

    /// <summary>Nothing that the probe looks at will do.</summary>
    public static Need<TAtom> Never { get; } = new([]);

    /// <summary>Of the parts of a conjunction any one will do.</summary>
    public static Need<TAtom>? Best(IEnumerable<Need<TAtom>?> needs) => needs.OfType<Need<TAtom>>().MinBy(need => need.cost);

    /// <summary>Of a disjunction all parts are needed; null when one of them asks nothing.</summary>
    public static Need<TAtom>? Either(IEnumerable<Need<TAtom>?> needs)
    {
        var all = ImmutableArray.CreateBuilder<TAtom>();
        foreach (var need in needs)
        {
            if (need is null || all.Count + need.Atoms.Length > MaxAtoms)
                return null;
            all.AddRange(need.Atoms);
        }

        return new Need<TAtom>([.. all.Distinct()]);
    }
}
