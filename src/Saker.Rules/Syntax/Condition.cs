using System.Collections.Immutable;

namespace Saker.Rules.Syntax;

/// <summary>A node that is true or false of an event.</summary>
public abstract class Condition(Position position, long size, int depth, bool hasMacros) : SyntaxNode(position)
{
    /// <summary>
    /// How many nodes the tree has when nothing is shared. Macros can make this grow exponentially, so whoever expands them looks
    /// here before anything walks the tree.
    /// </summary>
    public long Size { get; } = size;

    /// <summary>How deep it nests.</summary>
    public int Depth { get; } = depth;

    /// <summary>Whether some part of it is a macro's name.</summary>
    public bool HasMacros { get; } = hasMacros;

    private protected static long SizeOf(ImmutableArray<Condition> children)
    {
        long size = 1;
        foreach (var child in children)
            size = child.Size > long.MaxValue - size ? long.MaxValue : size + child.Size;
        return size;
    }

    private protected static int DepthOf(ImmutableArray<Condition> children) => 1 + children.Max(c => c.Depth);
}

/// <summary>True when every child is.</summary>
public sealed class AndCondition(ImmutableArray<Condition> children, Position position)
    : Condition(position, SizeOf(children), DepthOf(children), children.Any(c => c.HasMacros))
{
    /// <summary>At least two.</summary>
    public ImmutableArray<Condition> Children { get; } = children;
}

/// <summary>True when some child is.</summary>
public sealed class OrCondition(ImmutableArray<Condition> children, Position position)
    : Condition(position, SizeOf(children), DepthOf(children), children.Any(c => c.HasMacros))
{
    /// <summary>At least two.</summary>
    public ImmutableArray<Condition> Children { get; } = children;
}

/// <summary>True when its child is not.</summary>
public sealed class NotCondition(Condition child, Position position)
    : Condition(position, child.Size == long.MaxValue ? child.Size : child.Size + 1, child.Depth + 1, child.HasMacros)
{
    /// <summary>What is negated.</summary>
    public Condition Child { get; } = child;
}

/// <summary>A bare name: a macro that is to take its place.</summary>
public sealed class MacroReference(string name, Position position) : Condition(position, 1, 1, true)
{
    /// <summary>Name of the macro.</summary>
    public string Name { get; } = name;
}

/// <summary>A check that needs no right side: <c>exists</c>.</summary>
public sealed class UnaryCheck(Operand left, Position position) : Condition(position, 1, 1, false)
{
    /// <summary>What is checked.</summary>
    public Operand Left { get; } = left;

    /// <summary>The operator as written.</summary>
    public string OperatorText => "exists";
}

/// <summary>A comparison.</summary>
public sealed class BinaryCheck(Operand left, CheckOperator comparison, Operand right, Position position)
    : Condition(position, 1, 1, false)
{
    /// <summary>A field or a call.</summary>
    public Operand Left { get; } = left;

    /// <summary>How the sides are compared.</summary>
    public CheckOperator Operator { get; } = comparison;

    /// <summary>A value, a list of values, or a call that yields another field.</summary>
    public Operand Right { get; } = right;
}
