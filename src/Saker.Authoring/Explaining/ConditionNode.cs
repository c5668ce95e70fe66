using System.Collections.Immutable;
using Saker.Rules;
using Saker.Rules.Files;
using Saker.Rules.Syntax;

namespace Saker.Authoring.Explaining;

/// <summary>What a node of an explained condition is.</summary>
public enum NodeKind
{
    /// <summary>True when every child is.</summary>
    And,
    /// <summary>True when some child is.</summary>
    Or,
    /// <summary>True when its child is not.</summary>
    Not,
    /// <summary>A macro; its child is what it stands for.</summary>
    Macro,
    /// <summary>An exception of the rule; its child is what it excepts.</summary>
    Exception,
    /// <summary>A question about a field.</summary>
    Check,
}

/// <summary>A part of a rule's condition, in the words of its author.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The check as written, or the name of the macro or exception; the word itself for and, or, not.</param>
/// <param name="Location">Where the macro or exception was written; null for other nodes.</param>
/// <param name="Lists">Lists that a check names.</param>
/// <param name="Children">Its parts.</param>
public sealed record ConditionNode(
    NodeKind Kind, string Text, Location? Location, ImmutableArray<RuleList> Lists, ImmutableArray<ConditionNode> Children)
{
    /// <summary>What a check or a macro means once lists and macros are in their places; null for other nodes.</summary>
    internal Condition? Meaning { get; init; }
}
