using System.Collections.Immutable;
using Saker.Events;

namespace Saker.Rules.Planning;

/// <summary>What the plan asks before it sends an event for the sake of one rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Calls">System calls whose events could match it; empty when none is covered.</param>
/// <param name="Openings">Ways of opening a file that could, by their number; empty when the rule is not about opened files.</param>
/// <param name="Path">What the path of the file must have, one of these; null when nothing is asked of it.</param>
/// <param name="Sockets">Kinds of socket that could, by their number; empty when the rule is not about sockets that speak.</param>
/// <param name="Ends">What either end of the socket must have, one of these; null when nothing is asked of them.</param>
public sealed record PlannedRule(
    Rule Rule,
    ImmutableArray<PlannedCall> Calls,
    ImmutableArray<Opening> Openings,
    ImmutableArray<PathAtom>? Path,
    ImmutableArray<SocketKind> Sockets,
    ImmutableArray<SocketEnd>? Ends);

/// <summary>A system call that a rule could match.</summary>
/// <param name="Call">The call.</param>
/// <param name="Succeeded">When it succeeds.</param>
/// <param name="Failed">When it fails.</param>
public readonly record struct PlannedCall(SyscallInfo Call, bool Succeeded, bool Failed);
