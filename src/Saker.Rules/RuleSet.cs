using System.Collections.Immutable;
using Saker.Rules.Files;
using Saker.Rules.Syntax;

namespace Saker.Rules;

/// <summary>A list that conditions can name.</summary>
/// <param name="Name">Name.</param>
/// <param name="Items">Items as written.</param>
/// <param name="ExpandedItems">Items with those of other lists in the places of their names.</param>
/// <param name="IsUsed">Whether anything names it.</param>
public sealed record RuleList(string Name, ImmutableArray<string> Items, ImmutableArray<string> ExpandedItems, bool IsUsed)
{
    /// <summary>Where it was written; null for lists that no file brought.</summary>
    public Origin? Origin { get; init; }
}

/// <summary>A condition that others can name.</summary>
/// <param name="Name">Name.</param>
/// <param name="ConditionText">Condition as written.</param>
/// <param name="Condition">Condition with lists and macros in their places.</param>
/// <param name="IsUsed">Whether anything names it.</param>
public sealed record Macro(string Name, string ConditionText, Condition Condition, bool IsUsed)
{
    /// <summary>Where it was written; null for macros that no file brought.</summary>
    public Origin? Origin { get; init; }
}

/// <summary>What rules files came to. Immutable.</summary>
/// <param name="Rules">Rules in order of definition; those that do not take part are among them.</param>
/// <param name="Macros">Macros in order of definition.</param>
/// <param name="Lists">Lists in order of definition.</param>
/// <param name="RequiredEngineVersion">The newest engine version that a file asks for.</param>
/// <param name="RequiredPlugins">Plugins that the files ask for, each with the ones that may stand in for it.</param>
public sealed record RuleSet(
    ImmutableArray<Rule> Rules,
    ImmutableArray<Macro> Macros,
    ImmutableArray<RuleList> Lists,
    string RequiredEngineVersion,
    ImmutableArray<ImmutableArray<PluginRequirement>> RequiredPlugins)
{
    /// <summary>No rules.</summary>
    public static RuleSet Empty { get; } = new([], [], [], "0.0.0", []);
}
