using System.Collections.Immutable;
using Saker.Events;
using Saker.Rules.Binding;
using Saker.State;

namespace Saker.Rules.Planning;

/// <summary>
/// What the probe may leave out: for each event a necessary condition of every rule, in terms that the kernel can check at no great
/// cost. An event is sent when one rule's condition holds; what cannot be told counts as holding.
/// </summary>
/// <remarks>
/// Rules are bits of a word. Each dimension (the call and its outcome, the thread, the way of opening, the path, the kind of socket, its
/// ends) gives the rules that it lets pass, and the kernel takes what is common to all. Rules beyond the sixty-fourth share a bit with
/// another, which is then wanted by either.
/// </remarks>
public sealed class KernelPlan
{
    private const int Bits = 64;

    private readonly ImmutableArray<(ulong Bit, Predicate Condition)> conditions;

    private KernelPlan(ImmutableArray<(ulong Bit, Predicate Condition)> conditions, FilterTables tables, ImmutableArray<PlannedRule> rules)
    {
        this.conditions = conditions;
        Tables = tables;
        Rules = rules;
    }

    /// <summary>What is asked for each rule that takes part, beside what its thread is.</summary>
    public ImmutableArray<PlannedRule> Rules { get; }

    /// <summary>What the probe looks up.</summary>
    public FilterTables Tables { get; }

    /// <summary>Makes the plan of some rules.</summary>
    /// <param name="rules">All that take part.</param>
    /// <param name="calls">The system calls that the plan is to cover, by native number.</param>
    public static KernelPlan Of(IEnumerable<Rule> rules, IReadOnlyList<(int Number, SyscallInfo Call)> calls)
    {
        var tables = new FilterTables();
        var conditions = ImmutableArray.CreateBuilder<(ulong, Predicate)>();
        var ofThreads = new ThreadConditions();
        var planned = ImmutableArray.CreateBuilder<PlannedRule>();
        int[] types = [.. calls.Select(call => EventTypes.OfSyscall(call.Call))];
        foreach (var rule in rules.Where(rule => types.Any(rule.EventTypes.Contains)))
        {
            ulong bit = 1UL << (conditions.Count % Bits);
            conditions.Add((bit, ofThreads.MayHold(rule.Predicate)));
            planned.Add(Add(tables, bit, rule, calls));
        }

        return new KernelPlan(conditions.DrainToImmutable(), tables, planned.DrainToImmutable());
    }

    /// <summary>The rules that the thread of an event does not rule out.</summary>
    public ulong RulesFor(EventContext context)
    {
        ulong rules = 0;
        foreach (var (bit, condition) in conditions)
        {
            if ((rules & bit) == 0 && condition.Evaluate(context))
                rules |= bit;
        }

        return rules;
    }

    private static PlannedRule Add(FilterTables tables, ulong bit, Rule rule, IReadOnlyList<(int Number, SyscallInfo Call)> calls)
    {
        var possible = ImmutableArray.CreateBuilder<PlannedCall>();
        var files = new OpeningDemand(rule.Predicate);
        var sockets = new SocketDemand(rule.Predicate);
        foreach (var (number, call) in calls)
        {
            int type = EventTypes.OfSyscall(call);
            if (!rule.EventTypes.Contains(type))
                continue;
            bool succeeded = new CallKnowledge(type, true).Judge(rule.Predicate) != Truth.False;
            bool failed = new CallKnowledge(type, false).Judge(rule.Predicate) != Truth.False;
            if (OpeningDemand.Covers(call))
                files.Add(type, ref succeeded, ref failed);
            else if (SocketDemand.Covers(call))
                sockets.Add(type, ref succeeded, failed);
            if (succeeded)
                tables.Succeeded[number] |= bit;
            if (failed)
                tables.Failed[number] |= bit;
            if (succeeded || failed)
                possible.Add(new PlannedCall(call, succeeded, failed));
        }

        files.Enter(tables, bit);
        sockets.Enter(tables, bit);
        return new PlannedRule(rule, possible.DrainToImmutable(), files.Openings, files.Path, sockets.Kinds, sockets.Ends);
    }
}
