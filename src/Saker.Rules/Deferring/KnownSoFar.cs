using System.Collections.Immutable;
using Saker.Rules.Binding;
using Saker.Rules.Planning;
using Saker.State;

namespace Saker.Rules.Deferring;

/// <summary>What an event answers while something of its container is awaited: everything but questions about that.</summary>
internal sealed class KnownSoFar : Knowledge
{
    /// <summary>The event.</summary>
    public EventContext? Context { get; set; }

    /// <summary>What is awaited.</summary>
    public ContainerParts Awaited { get; set; }

    /// <inheritdoc/>
    public override Truth Ask(Test test) => (test.Parts & Awaited) != 0 ? Truth.Unknown : Of(test.Evaluate(Context!));

    /// <summary>What is left of a condition when everything known is put in: it depends on the container alone.</summary>
    public Predicate Reduce(Predicate predicate) => Judge(predicate) switch
    {
        Truth.False => ConstantPredicate.False,
        Truth.True => ConstantPredicate.True,
        _ => predicate switch
        {
            NotPredicate not => new NotPredicate(Reduce(not.Child)),
            AndPredicate and => new AndPredicate(Unknown(and.Children)),
            OrPredicate or => new OrPredicate(Unknown(or.Children)),
            _ => predicate,
        },
    };

    /// <summary>What of a container a condition that was reduced depends on.</summary>
    public static ContainerParts PartsOf(Predicate predicate) => predicate switch
    {
        Test test => test.Parts,
        NotPredicate not => PartsOf(not.Child),
        AndPredicate and => and.Children.Aggregate(ContainerParts.None, (all, child) => all | PartsOf(child)),
        OrPredicate or => or.Children.Aggregate(ContainerParts.None, (all, child) => all | PartsOf(child)),
        _ => ContainerParts.None,
    };

    // Of a chain whose outcome is open, what is known decides nothing.
    private ImmutableArray<Predicate> Unknown(ImmutableArray<Predicate> children) =>
        [.. children.Where(child => Judge(child) == Truth.Unknown).Select(Reduce)];
}
