using System.Collections.Immutable;
using System.Text;
using Saker.Events;
using Saker.Rules.Binding;
using Saker.State;

namespace Saker.Rules.Planning;

/// <summary>
/// What the probe may leave out: for each event a necessary condition of every rule, in terms that the kernel can check at no great
/// cost. An event is sent when one rule's condition holds; what cannot be told counts as holding.
/// </summary>
/// <remarks>
/// Rules are bits of a word. Each dimension (the call and its outcome, the thread, the way of opening, the path) gives the rules that
/// it lets pass, and the kernel takes what is common to all. Rules beyond the sixty-fourth share a bit with another, which is then
/// wanted by either.
/// </remarks>
public sealed class KernelPlan
{
    private const int Bits = 64;
    private const int Ways = 32;

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

    /// <summary>Whether a call opens a file by its name.</summary>
    private static bool IsOpening(SyscallInfo call) => call.Name is "open" or "openat" or "openat2" or "creat";

    private static PlannedRule Add(FilterTables tables, ulong bit, Rule rule, IReadOnlyList<(int Number, SyscallInfo Call)> calls)
    {
        var possible = ImmutableArray.CreateBuilder<PlannedCall>();
        var openings = new SortedSet<Opening>();
        List<PathNeed?> paths = [];
        foreach (var (number, call) in calls)
        {
            int type = EventTypes.OfSyscall(call);
            if (!rule.EventTypes.Contains(type))
                continue;
            bool succeeded = new CallKnowledge(type, true).Judge(rule.Predicate) != Truth.False;
            bool failed = new CallKnowledge(type, false).Judge(rule.Predicate) != Truth.False;
            if (IsOpening(call))
            {
                Opening[] onSuccess = [.. succeeded ? OpeningsOf(rule, type, true) : []];
                Opening[] onFailure = [.. failed ? OpeningsOf(rule, type, false) : []];
                (succeeded, failed) = (onSuccess.Length > 0, onFailure.Length > 0);
                openings.UnionWith([.. onSuccess, .. onFailure]);
                if (succeeded || failed)
                    paths.Add(new PathNeeds(new TypeKnowledge(type)).Of(rule.Predicate));
            }

            if (succeeded)
                tables.Succeeded[number] |= bit;
            if (failed)
                tables.Failed[number] |= bit;
            if (succeeded || failed)
                possible.Add(new PlannedCall(call, succeeded, failed));
        }

        foreach (var opening in openings)
            tables.Openings[(int)opening] |= bit;
        var path = PathNeed.Either(paths);
        if (paths.Count > 0)
            AddPath(tables, bit, path);
        return new PlannedRule(rule, possible.DrainToImmutable(), [.. openings], path?.Atoms);
    }

    private static IEnumerable<Opening> OpeningsOf(Rule rule, int type, bool succeeded) => Enumerable.Range(0, Ways)
        .Select(way => (Opening)way)
        .Where(way => succeeded || (way & (Opening.File | Opening.Directory)) == 0)
        .Where(way => new OpeningKnowledge(type, succeeded, way).Judge(rule.Predicate) != Truth.False);

    private static void AddPath(FilterTables tables, ulong bit, PathNeed? need)
    {
        if (need is null)
        {
            tables.AddAnywhere(bit);
            return;
        }

        foreach (var atom in need.Atoms)
            tables.Add(bit, atom.Part, Encoding.Latin1.GetBytes(atom.Text));
    }

    /// <summary>Only the type is known.</summary>
    private sealed class TypeKnowledge(int type) : Knowledge
    {
        public override Truth Ask(Test test) => test is EventTypeTest ofType ? Of(ofType.AnswerFor(type)) : Truth.Unknown;
    }
}
