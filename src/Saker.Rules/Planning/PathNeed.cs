using System.Collections.Immutable;

namespace Saker.Rules.Planning;

/// <summary>What part of a path something is asked of.</summary>
public enum PathPart : byte
{
    /// <summary>The last component is the text.</summary>
    Name,
    /// <summary>What comes before the last slash is the text, or the whole path is.</summary>
    Directory,
    /// <summary>The path begins with the text.</summary>
    Beginning,
    /// <summary>The path ends with the text; told at a glance only, by the last few bytes.</summary>
    Ending,
}

/// <summary>Something that a path must have.</summary>
/// <param name="Part">Where.</param>
/// <param name="Text">What; one character a byte.</param>
public readonly record struct PathAtom(PathPart Part, string Text);

/// <summary>Where a condition holds, the path has one of these.</summary>
/// <param name="Atoms">None when no path in plain form will do.</param>
internal sealed record PathNeed(ImmutableArray<PathAtom> Atoms)
{
    private const int MaxAtoms = 2000;

    /// <summary>How much is let through in vain, roughly; comparable between needs only.</summary>
    public double Cost { get; } = Atoms.Sum(atom => atom.Part switch
    {
        PathPart.Name => 1,
        PathPart.Directory or PathPart.Ending => 2,
        _ => 400.0 / (atom.Text.Length * atom.Text.Length),
    });

    /// <summary>No path in plain form has it.</summary>
    public static PathNeed Never { get; } = new([]);

    /// <summary>Of the parts of a conjunction any one will do.</summary>
    public static PathNeed? Best(IEnumerable<PathNeed?> needs) => needs.OfType<PathNeed>().MinBy(need => need.Cost);

    /// <summary>Of a disjunction all parts are needed; null when one of them asks nothing.</summary>
    public static PathNeed? Either(IEnumerable<PathNeed?> needs)
    {
        var all = ImmutableArray.CreateBuilder<PathAtom>();
        foreach (var need in needs)
        {
            if (need is null || all.Count + need.Atoms.Length > MaxAtoms)
                return null;
            all.AddRange(need.Atoms);
        }

        return new PathNeed([.. all.Distinct()]);
    }
}
