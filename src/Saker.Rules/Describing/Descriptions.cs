using System.Collections.Immutable;
using Saker.Rules.Syntax;

namespace Saker.Rules.Describing;

/// <summary>What a condition is made of.</summary>
/// <param name="Macros">Macros that it names as written, sorted; those inside of them are not among them.</param>
/// <param name="Lists">Lists that it names as written, sorted.</param>
/// <param name="Operators">Operators once everything is in its place, sorted.</param>
/// <param name="Fields">Fields once everything is in its place, sorted.</param>
/// <param name="Events">Names of the events for which it can be true, sorted.</param>
/// <param name="Compiled">The condition itself, in canonical text.</param>
public sealed record ConditionDescription(
    ImmutableArray<string> Macros,
    ImmutableArray<string> Lists,
    ImmutableArray<string> Operators,
    ImmutableArray<string> Fields,
    ImmutableArray<string> Events,
    string Compiled);

/// <summary>Everything there is to say of a rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Condition">What its condition is made of.</param>
/// <param name="OutputFields">Fields that its output names, in order.</param>
/// <param name="ExtraFields">Names of fields that structured outputs get besides, with what stands for them.</param>
/// <param name="Plugins">Plugins without which Falco could not load it.</param>
public sealed record RuleDescription(
    Rule Rule,
    ConditionDescription Condition,
    ImmutableArray<string> OutputFields,
    ImmutableArray<(string Name, string Template)> ExtraFields,
    ImmutableArray<string> Plugins);

/// <summary>Everything there is to say of a macro.</summary>
/// <param name="Macro">The macro.</param>
/// <param name="Condition">What its condition is made of.</param>
/// <param name="Plugins">Plugins without which Falco could not load it.</param>
public sealed record MacroDescription(Macro Macro, ConditionDescription Condition, ImmutableArray<string> Plugins);

/// <summary>Everything there is to say of a list.</summary>
/// <param name="List">The list.</param>
/// <param name="Lists">Lists that it names, sorted.</param>
public sealed record ListDescription(RuleList List, ImmutableArray<string> Lists);
