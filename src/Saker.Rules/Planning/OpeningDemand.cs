using System.Collections.Immutable;
using System.Text;
using Saker.Events;
using Saker.Rules.Binding;

namespace Saker.Rules.Planning;

/// <summary>What a rule asks of files that are opened by their name.</summary>
/// <param name="condition">Of the rule.</param>
internal sealed class OpeningDemand(Predicate condition)
{
    private const int Ways = 32;

    private readonly SortedSet<Opening> openings = [];
    private readonly List<Need<PathAtom>?> paths = [];

    /// <summary>Ways of opening that could match.</summary>
    public ImmutableArray<Opening> Openings => [.. openings];

    /// <summary>What the path must have, one of these; null when nothing is asked of it.</summary>
    public ImmutableArray<PathAtom>? Path => Need<PathAtom>.Either(paths)?.Atoms;

    /// <summary>Whether a call opens a file by its name.</summary>
    public static bool Covers(SyscallInfo call) => call.Name is "open" or "openat" or "openat2" or "creat";

    /// <summary>Takes in what is asked about one such call.</summary>
    /// <param name="type">Number of the event's type.</param>
    /// <param name="succeeded">Whether the rule could match when it succeeds; becomes false when there is no way of opening that could.</param>
    /// <param name="failed">The same for when it fails.</param>
    public void Add(int type, ref bool succeeded, ref bool failed)
    {
        Opening[] onSuccess = [.. succeeded ? Possible(type, true) : []];
        Opening[] onFailure = [.. failed ? Possible(type, false) : []];
        (succeeded, failed) = (onSuccess.Length > 0, onFailure.Length > 0);
        openings.UnionWith([.. onSuccess, .. onFailure]);
        if (succeeded || failed)
            paths.Add(new PathNeeds(new TypeKnowledge(type)).Of(condition));
    }

    /// <summary>Puts it into the tables of the probe.</summary>
    public void Enter(FilterTables tables, ulong bit)
    {
        foreach (var opening in openings)
            tables.Openings[(int)opening] |= bit;
        if (paths.Count == 0)
            return;
        if (Path is not { } atoms)
        {
            tables.AddAnywhere(bit);
            return;
        }

        foreach (var atom in atoms)
            tables.Add(bit, atom.Part, Encoding.Latin1.GetBytes(atom.Text));
    }

    private IEnumerable<Opening> Possible(int type, bool succeeded) => Enumerable.Range(0, Ways)
        .Select(way => (Opening)way)
        .Where(way => succeeded || (way & (Opening.File | Opening.Directory)) == 0)
        .Where(way => new OpeningKnowledge(type, succeeded, way).Judge(condition) != Truth.False);
}
