using System.Collections.Immutable;
using Saker.Events;
using Saker.Rules.Binding;

namespace Saker.Rules.Planning;

/// <summary>What a rule asks of sockets that connect, are accepted, send and receive.</summary>
/// <param name="condition">Of the rule.</param>
internal sealed class SocketDemand(Predicate condition)
{
    private const int AllKinds = 16;

    private readonly SortedSet<SocketKind> kinds = [];
    private readonly List<Need<SocketEnd>?> ends = [];

    /// <summary>Kinds of socket that could match.</summary>
    public ImmutableArray<SocketKind> Kinds => [.. kinds];

    /// <summary>What one of the ends must have, one of these; null when nothing is asked of them.</summary>
    public ImmutableArray<SocketEnd>? Ends => Need<SocketEnd>.Either(ends)?.Atoms;

    /// <summary>Whether the probe looks at the socket of a call.</summary>
    public static bool Covers(SyscallInfo call) =>
        call.Name is "connect" or "bind" or "accept" or "accept4" or "sendto" or "recvfrom" or "sendmsg" or "recvmsg";

    /// <summary>Takes in what is asked about one such call.</summary>
    /// <param name="type">Number of the event's type.</param>
    /// <param name="succeeded">Whether the rule could match when it succeeds; becomes false when there is no kind of socket that could.</param>
    /// <param name="failed">Whether it could when the call fails: what it was tried with may then be no socket, and passes.</param>
    public void Add(int type, ref bool succeeded, bool failed)
    {
        SocketKind[] onSuccess = [.. succeeded ? Possible(type, true) : []];
        succeeded = onSuccess.Length > 0;
        kinds.UnionWith([.. onSuccess, .. failed ? Possible(type, false) : []]);
        if (succeeded || failed)
            ends.Add(new EndNeeds(new TypeKnowledge(type)).Of(condition));
    }

    /// <summary>Puts it into the tables of the probe.</summary>
    public void Enter(FilterTables tables, ulong bit)
    {
        foreach (var kind in kinds)
            tables.Sockets[(int)kind] |= bit;
        if (Ends is not { } atoms)
        {
            tables.AddAnyEnd(bit);
            return;
        }

        foreach (var end in atoms)
            tables.Add(bit, end);
    }

    private IEnumerable<SocketKind> Possible(int type, bool succeeded) => Enumerable.Range(0, AllKinds)
        .Select(kind => (SocketKind)kind)
        .Where(kind => new SocketKnowledge(type, succeeded, kind).Judge(condition) != Truth.False);
}
