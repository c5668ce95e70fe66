using Saker.Rules.Syntax;

namespace Saker.Rules.Binding;

/// <summary>A condition that is well formed, but asks for what does not exist or cannot be compared.</summary>
public sealed class BindingException : Exception
{
    /// <summary>Says what is wrong, and where.</summary>
    public BindingException(string message, Position position, bool isUnknownName = false)
        : base(message)
    {
        Position = position;
        IsUnknownName = isUnknownName;
    }

    /// <summary>The check in question.</summary>
    public Position Position { get; }

    /// <summary>Whether a field or an event is not known, which a rule may declare harmless.</summary>
    public bool IsUnknownName { get; }
}

/// <summary>Something in a condition that works but is probably not what was meant.</summary>
/// <param name="Message">What, for people.</param>
/// <param name="Position">Where.</param>
public readonly record struct BindingWarning(string Message, Position Position);
