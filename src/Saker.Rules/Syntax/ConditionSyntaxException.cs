namespace Saker.Rules.Syntax;

/// <summary>A condition that the grammar does not know.</summary>
public sealed class ConditionSyntaxException : Exception
{
    /// <summary>Says what was expected, and where.</summary>
    public ConditionSyntaxException(string message, Position position)
        : base(message) => Position = position;

    /// <summary>How far the text was understood.</summary>
    public Position Position { get; }
}
