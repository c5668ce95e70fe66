using System.Collections.Immutable;
using Saker.Fields;
using Saker.Rules.Binding;

namespace Saker.Rules.Planning;

/// <summary>
/// What is left of conditions when only that is asked which stays the same for every event of a thread, for as long as its stamp does:
/// what its program, its credentials, its ancestors and its cgroup answer. Made once for a plan, and then asked of every thread.
/// </summary>
/// <remarks>
/// What cannot be told counts for both answers. A condition may hold when each of a conjunction may, or one of a disjunction; it may
/// fail the other way round; and a negation may hold when what it negates may fail.
/// </remarks>
internal sealed class ThreadConditions
{
    // Others can change these without the thread's or an ancestor's doing: a sibling, another process with the same working directory,
    // the one that holds the terminal.
    private static readonly string[] changedByOthers = ["sid", "pgid", "cwd", "tty"];

    private readonly PredicateFactory factory = new();

    /// <summary>A condition that is false for no thread of which the given one could be true.</summary>
    public Predicate MayHold(Predicate condition) => condition switch
    {
        Test test => IsSettled(test) ? test : ConstantPredicate.True,
        NotPredicate not => MayFail(not.Child),
        AndPredicate and => factory.And([.. and.Children.Select(MayHold)]),
        OrPredicate or => factory.Or([.. or.Children.Select(MayHold)]),
        ConstantPredicate constant => constant,
        _ => ConstantPredicate.True,
    };

    private Predicate MayFail(Predicate condition) => condition switch
    {
        Test test => IsSettled(test) ? factory.Not(test) : ConstantPredicate.True,
        NotPredicate not => MayHold(not.Child),
        AndPredicate and => factory.Or([.. and.Children.Select(MayFail)]),
        OrPredicate or => factory.And([.. or.Children.Select(MayFail)]),
        ConstantPredicate constant => factory.Not(constant),
        _ => ConstantPredicate.True,
    };

    private static bool IsSettled(Test test)
    {
        if (test.Scope != FieldScope.Process)
            return false;
        string? field = test switch
        {
            TextTest text => text.Operand.Name,
            NumberTest number => number.Operand.Name,
            _ => null,
        };
        return field is not null && IsSettled(field);
    }

    // What a runtime says of a container comes later than the container.
    private static bool IsSettled(string field) => field is "container.id" or "container.full_id"
        || (!field.Contains("container", StringComparison.Ordinal) && !field.Contains("k8s", StringComparison.Ordinal)
            && !field.Contains("_pod", StringComparison.Ordinal)
            && !changedByOthers.Any(part => field.Contains(part, StringComparison.Ordinal)));
}
