namespace Saker.Rules.Syntax;

/// <summary>A piece of a condition as it was written. Immutable; subtrees are shared freely.</summary>
/// <param name="position">Where it begins.</param>
public abstract class SyntaxNode(Position position)
{
    /// <summary>Where it begins.</summary>
    public Position Position { get; } = position;

    /// <summary>The canonical text, on one line and with every grouping shown.</summary>
    public override string ToString() => CanonicalText.Of(this);
}
