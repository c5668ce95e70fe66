using System.Collections.Immutable;
using Saker.Fields;
using Saker.State;

namespace Saker.Rules.Binding;

/// <summary>
/// A bound condition, or a part of one. Equal parts of the conditions of one <see cref="PredicateFactory"/> are one object, so that
/// whoever evaluates them can ask each only once.
/// </summary>
public abstract class Predicate
{
    private protected Predicate(FieldScope scope, long size = 1)
    {
        Scope = scope;
        Size = size;
    }

    private protected Predicate(ImmutableArray<Predicate> children)
        : this(
            children.Any(c => c.Scope == FieldScope.Event) ? FieldScope.Event : FieldScope.Process,
            1 + children.Sum(c => c.Size))
    {
    }

    /// <summary>What the answer depends on.</summary>
    public FieldScope Scope { get; }

    /// <summary>How many parts it has when nothing is shared.</summary>
    public long Size { get; }

    /// <summary>The answer for an event, found by walking the tree.</summary>
    public abstract bool Evaluate(EventContext context);
}

/// <summary>Always the same answer.</summary>
public sealed class ConstantPredicate : Predicate
{
    private ConstantPredicate(bool value)
        : base(FieldScope.Process) => Value = value;

    /// <summary>Always true.</summary>
    public static ConstantPredicate True { get; } = new(true);

    /// <summary>Never true.</summary>
    public static ConstantPredicate False { get; } = new(false);

    /// <summary>The answer.</summary>
    public bool Value { get; }

    /// <summary>One of the two.</summary>
    public static ConstantPredicate Of(bool value) => value ? True : False;

    /// <inheritdoc/>
    public override bool Evaluate(EventContext context) => Value;
}

/// <summary>True when every child is.</summary>
public sealed class AndPredicate : Predicate
{
    internal AndPredicate(ImmutableArray<Predicate> children)
        : base(children) => Children = children;

    /// <summary>In the order they are asked.</summary>
    public ImmutableArray<Predicate> Children { get; }

    /// <inheritdoc/>
    public override bool Evaluate(EventContext context)
    {
        foreach (var child in Children)
        {
            if (!child.Evaluate(context))
                return false;
        }

        return true;
    }
}

/// <summary>True when some child is.</summary>
public sealed class OrPredicate : Predicate
{
    internal OrPredicate(ImmutableArray<Predicate> children)
        : base(children) => Children = children;

    /// <inheritdoc cref="AndPredicate.Children"/>
    public ImmutableArray<Predicate> Children { get; }

    /// <inheritdoc/>
    public override bool Evaluate(EventContext context)
    {
        foreach (var child in Children)
        {
            if (child.Evaluate(context))
                return true;
        }

        return false;
    }
}

/// <summary>True when its child is not.</summary>
public sealed class NotPredicate : Predicate
{
    internal NotPredicate(Predicate child)
        : base([child]) => Child = child;

    /// <summary>What is negated.</summary>
    public Predicate Child { get; }

    /// <inheritdoc/>
    public override bool Evaluate(EventContext context) => !Child.Evaluate(context);
}
