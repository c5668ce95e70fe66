using System.Collections.Immutable;
using Saker.Fields;
using Saker.Rules.Binding;
using Saker.Rules.Binding.Matching;
using Saker.Rules.Syntax;

namespace Saker.Rules.Evaluation.Indexing;

/// <summary>
/// Derives atoms from tests. A test with several values is true only where some value matches, and where all have to, the first one
/// does; so it is enough that the lookup sees every value.
/// </summary>
internal static class AtomDerivation
{
    // What is shorter is found in nearly every value.
    private const int ShortestPrefix = 2;
    private const int ShortestSuffix = 2;

    /// <summary>Null when nothing simple follows from the test.</summary>
    public static AtomSet? From(Test test)
    {
        switch (test)
        {
            case TextTest text when From(text.Matcher) is { } atoms:
                return new AtomSet(text.Operand, atoms, text.Matcher);
            case TextTest { Operand.Scope: FieldScope.Process, Matcher: not (DifferentText or OrderedText) } text:
                // Asked once for a process instead of once for each of its events. What nearly every process answers with yes is left out.
                return new AtomSet(text.Operand, [], text.Matcher, isAsked: true);
            case NumberTest { Operand.Type: not (FieldType.Bool or FieldType.Double) } number:
                return From(number.Matcher) is { } numbers ? new AtomSet(number.Operand, numbers, null) : null;
            default:
                return null;
        }
    }

    private static ImmutableArray<Atom>? From(TextMatcher matcher) => matcher switch
    {
        EqualText equal => [Atom.Of(AtomKind.Whole, equal.Value)],
        TextInSet set => [.. set.Members.Select(member => Atom.Of(AtomKind.Whole, member))],
        StartsWithText start => Prefix(start.Value),
        EndsWithText { Value.Length: >= ShortestSuffix } end => [Atom.Of(AtomKind.Suffix, end.Value)],
        ContainsText contains => Part(contains.Value),
        ContainsTextIgnoringCase contains => Part(contains.Value),
        GlobText glob => FromGlob(glob),
        PosixRegex regex => Part(regex.RequiredText),
        TextBelowPaths paths => FromPaths(paths.Prefixes.Literals),
        TextQuorum { Modifier: Modifier.AllOf } all => FromAll(all.Matchers),
        TextQuorum any => Union(any.Matchers, From),
        _ => null,
    };

    private static ImmutableArray<Atom>? From(NumberMatcher matcher) => matcher switch
    {
        ComparedNumber { Comparison: Comparison.Equal, Kind: not NumberKind.Double } equal => Numbers([equal.Value]),
        NumberInSet set => Numbers(set.Values),
        NumberQuorum { Modifier: Modifier.AnyOf } any => Union(any.Matchers, From),
        _ => null,
    };

    private static ImmutableArray<Atom>? FromAll(TextMatcher[] matchers) =>
        matchers.Length == 0 ? [] : matchers.Select(From).FirstOrDefault(atoms => atoms is not null);

    private static ImmutableArray<Atom>? Union<T>(T[] matchers, Func<T, ImmutableArray<Atom>?> derive)
    {
        var all = ImmutableArray.CreateBuilder<Atom>();
        foreach (var matcher in matchers)
        {
            if (derive(matcher) is not { } atoms)
                return null;
            all.AddRange(atoms);
        }

        return [.. all.Distinct()];
    }

    private static ImmutableArray<Atom>? FromGlob(GlobText glob)
    {
        // What all patterns of a product have in common tends to come first, and what tells them apart tends to be long.
        byte[] start = glob.Glob.LiteralStart(), longest = glob.Glob.LongestLiteral();
        return !glob.IgnoresCase && start.Length >= longest.Length ? Prefix(start) : Part(longest);
    }

    private static ImmutableArray<Atom>? FromPaths(IEnumerable<byte[]> literals)
    {
        ImmutableArray<Atom> atoms = [.. literals.Select(path => Atom.Of(AtomKind.Path, path)).Distinct()];
        return atoms.All(a => a.Text.Length >= ShortestPrefix) ? atoms : null;
    }

    private static ImmutableArray<Atom>? Prefix(byte[] text) =>
        text.Length >= ShortestPrefix ? [Atom.Of(AtomKind.Prefix, text)] : null;

    private static ImmutableArray<Atom>? Part(byte[] text) => text.Length >= PartTable.Length ? [Atom.Of(AtomKind.Part, text)] : null;

    // Results, users and descriptors are so often 0 or 1 that these tell nothing apart.
    private static ImmutableArray<Atom>? Numbers(ReadOnlySpan<long> values)
    {
        var atoms = ImmutableArray.CreateBuilder<Atom>();
        foreach (long value in values)
        {
            if (value is >= -1 and <= 1)
                return null;
            atoms.Add(Atom.Of(value));
        }

        return [.. atoms.Distinct()];
    }
}
