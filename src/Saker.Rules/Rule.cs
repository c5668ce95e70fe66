using System.Collections.Immutable;
using Saker.Rules.Binding;
using Saker.Rules.Files;
using Saker.Rules.Output;
using Saker.Rules.Syntax;

namespace Saker.Rules;

/// <summary>A rule that can be evaluated. Immutable.</summary>
public sealed record Rule
{
    /// <summary>Its place among the rules, in order of definition, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is about.</summary>
    public required string Description { get; init; }

    /// <summary>Condition as written, with what was appended to it.</summary>
    public required string ConditionText { get; init; }

    /// <summary>Condition with lists, macros and exceptions in their places.</summary>
    public required Condition Condition { get; init; }

    /// <summary><see cref="Condition"/>, bound to fields.</summary>
    public required Predicate Predicate { get; init; }

    /// <summary>Event types for which it can be true.</summary>
    public required EventTypeSet EventTypes { get; init; }

    /// <summary>Output as written, with what was appended to it.</summary>
    public required string OutputText { get; init; }

    /// <summary>Output as it is printed, with what the configuration appends.</summary>
    public required OutputTemplate Output { get; init; }

    /// <summary>Fields that go with structured outputs only.</summary>
    public required ImmutableArray<ExtraField> ExtraFields { get; init; }

    /// <summary>How grave it is.</summary>
    public required Priority Priority { get; init; }

    /// <summary>Source of the events it is about.</summary>
    public required string Source { get; init; }

    /// <summary>Tags, sorted.</summary>
    public required ImmutableArray<string> Tags { get; init; }

    /// <summary>Whether the file says that it takes part; <see cref="RuleSelection"/> has the last word.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Whether a match starts a capture.</summary>
    public required bool Capture { get; init; }

    /// <summary>Milliseconds of that capture; 0 for the default.</summary>
    public required uint CaptureDuration { get; init; }

    /// <summary>Names of its exceptions.</summary>
    public required ImmutableArray<string> ExceptionNames { get; init; }

    /// <summary>Fields that its exceptions compare.</summary>
    public required ImmutableArray<string> ExceptionFields { get; init; }

    /// <summary>Operators of its exceptions.</summary>
    public required ImmutableArray<string> ExceptionOperators { get; init; }

    /// <summary>Its exceptions, as conditions; those without values are left out.</summary>
    public ImmutableArray<RuleException> Exceptions { get; init; } = [];

    /// <summary>Where it was written; null for rules that no file brought.</summary>
    public Origin? Origin { get; init; }
}

/// <summary>An exception of a rule.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ConditionText">What must not hold.</param>
/// <param name="Origin">Where it was written.</param>
public sealed record RuleException(string Name, string ConditionText, Origin Origin);

/// <summary>A field that goes with structured outputs only.</summary>
/// <param name="Key">Name that it gets.</param>
/// <param name="Template">Its value.</param>
/// <param name="IsRaw">Whether it is one field that keeps its type, and not text.</param>
public sealed record ExtraField(string Key, OutputTemplate Template, bool IsRaw);
