using Saker.Fields;
using Saker.Rules.Binding;
using Saker.State;

namespace Saker.Rules.Evaluation.Indexing;

/// <summary>Looks the values of one operand up among the atoms about it.</summary>
internal abstract class OperandIndex
{
    /// <summary>Puts the numbers of the atom sets of which some atom holds into a buffer.</summary>
    public abstract void Find(EventContext context, ref CandidateBuffer sets);

    /// <param name="operand">Whose values.</param>
    /// <param name="sets">Atom sets about it, with their numbers.</param>
    public static OperandIndex Of(BoundOperand operand, IReadOnlyList<(AtomSet Set, int Number)> sets) => operand is NumberOperand number
        ? new NumberIndex(number, sets)
        : new TextIndex((TextOperand)operand, sets);
}

/// <summary>Looks numbers up.</summary>
internal sealed class NumberIndex(NumberOperand operand, IReadOnlyList<(AtomSet Set, int Number)> sets) : OperandIndex
{
    private readonly Dictionary<long, int[]> byValue = sets
        .SelectMany(s => s.Set.Atoms.Select(a => (a.Number, SetNumber: s.Number)))
        .GroupBy(a => a.Number, a => a.SetNumber)
        .ToDictionary(g => g.Key, g => g.Distinct().ToArray());

    public override void Find(EventContext context, ref CandidateBuffer found)
    {
        for (int i = 0; operand.Get(context, i, out long value); i++)
        {
            if (byValue.TryGetValue(value, out int[]? hits))
                found.Add(hits);
            if (operand.Multiplicity == FieldMultiplicity.Single)
                return;
        }
    }
}

/// <summary>Looks texts up.</summary>
internal sealed class TextIndex : OperandIndex
{
    private readonly TextOperand operand;
    private readonly ByteMap? whole;
    private readonly AffixTree? prefixes;
    private readonly AffixTree? suffixes;
    private readonly AffixTree? paths;
    private readonly PartTable? parts;
    private readonly (AtomSet Set, int Number)[] pathSets;
    private readonly (AtomSet Set, int Number)[] askedSets;

    public TextIndex(TextOperand operand, IReadOnlyList<(AtomSet Set, int Number)> sets)
    {
        this.operand = operand;
        var byKind = sets
            .SelectMany(s => s.Set.Atoms.Select(a => (Atom: a, s.Number)))
            .GroupBy(a => a.Atom.Kind)
            .ToDictionary(
                g => g.Key,
                g => g.GroupBy(a => a.Atom.Text, a => a.Number).ToDictionary(t => t.Key, t => t.Distinct().ToArray()));
        whole = byKind.TryGetValue(AtomKind.Whole, out var entries) ? new ByteMap(entries) : null;
        prefixes = byKind.TryGetValue(AtomKind.Prefix, out entries) ? new AffixTree(entries, fromEnd: false) : null;
        suffixes = byKind.TryGetValue(AtomKind.Suffix, out entries) ? new AffixTree(entries, fromEnd: true) : null;
        paths = byKind.TryGetValue(AtomKind.Path, out entries) ? new AffixTree(entries, fromEnd: false) : null;
        parts = byKind.TryGetValue(AtomKind.Part, out entries) ? new PartTable(entries) : null;
        askedSets = [.. sets.Where(s => s.Set.IsAsked)];
        pathSets = [.. sets.Where(s => s.Set.Atoms.Any(a => a.Kind == AtomKind.Path))];
    }

    public override void Find(EventContext context, ref CandidateBuffer found)
    {
        for (int i = 0; operand.Get(context, i, out var text); i++)
        {
            if (whole is not null && whole.Find(text) is { IsEmpty: false } hits)
                found.Add(hits);
            prefixes?.Find(text, ref found);
            suffixes?.Find(text, ref found);
            parts?.Find(text, ref found);
            if (paths is not null)
                FindPaths(text, ref found);
            Ask(askedSets, text, ref found);
            if (operand.Multiplicity == FieldMultiplicity.Single)
                return;
        }
    }

    private void FindPaths(ReadOnlySpan<byte> path, ref CandidateBuffer found)
    {
        path = path.TrimStart((byte)'/');
        if (path.IndexOf("//"u8) < 0)
        {
            paths!.Find(path, ref found);
            return;
        }

        // Empty components do not count, and the tree cannot leave them out. Such paths are rare enough to ask one after the other.
        Ask(pathSets, path, ref found);
    }

    private static void Ask((AtomSet Set, int Number)[] sets, ReadOnlySpan<byte> text, ref CandidateBuffer found)
    {
        foreach (var (set, number) in sets)
        {
            if (set.Matcher!.Matches(text))
                found.Add([number]);
        }
    }
}
