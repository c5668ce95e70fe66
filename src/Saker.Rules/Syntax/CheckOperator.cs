using System.Collections.Frozen;

namespace Saker.Rules.Syntax;

/// <summary>How two sides are compared.</summary>
public enum Comparison : byte
{
    /// <summary><c>=</c> or <c>==</c>.</summary>
    Equal,
    /// <summary><c>!=</c>.</summary>
    NotEqual,
    /// <summary><c>&lt;</c>.</summary>
    Less,
    /// <summary><c>&lt;=</c>.</summary>
    LessOrEqual,
    /// <summary><c>&gt;</c>.</summary>
    Greater,
    /// <summary><c>&gt;=</c>.</summary>
    GreaterOrEqual,
    /// <summary>Has the right side somewhere inside.</summary>
    Contains,
    /// <summary>As <see cref="Contains"/>, whatever the case of ASCII letters.</summary>
    ContainsIgnoringCase,
    /// <summary>Has the bytes that the right side spells in hexadecimal somewhere inside.</summary>
    ContainsBytes,
    /// <summary>Begins with the right side.</summary>
    StartsWith,
    /// <summary>Begins with the bytes that the right side spells in hexadecimal.</summary>
    StartsWithBytes,
    /// <summary>Ends with the right side.</summary>
    EndsWith,
    /// <summary>Matches a shell pattern.</summary>
    Glob,
    /// <summary>As <see cref="Glob"/>, whatever the case of ASCII letters.</summary>
    GlobIgnoringCase,
    /// <summary>Matches a regular expression from end to end.</summary>
    Regex,
    /// <summary>Is one of the values; of a list field, all of its values are.</summary>
    In,
    /// <summary>Is one of the values; of a list field, some of its values are.</summary>
    Intersects,
    /// <summary>Is one of the paths or lies below one.</summary>
    PathMatch,
    /// <summary>Has a value at all.</summary>
    Exists,
}

/// <summary>How many of several values on the right must satisfy the comparison.</summary>
public enum Modifier : byte
{
    /// <summary>There is but one.</summary>
    None,
    /// <summary>Exactly one.</summary>
    OneOf,
    /// <summary>One or more.</summary>
    AnyOf,
    /// <summary>Every one, and there is one.</summary>
    AllOf,
}

/// <summary>An operator as it stands in a check.</summary>
/// <param name="Comparison">What it does.</param>
/// <param name="Modifier">With how many of the values.</param>
/// <param name="Text">As written, with single blanks.</param>
public readonly record struct CheckOperator(Comparison Comparison, Modifier Modifier, string Text)
{
    private static readonly FrozenDictionary<string, Comparison> comparisons = new Dictionary<string, Comparison>
    {
        ["exists"] = Comparison.Exists,
        ["<="] = Comparison.LessOrEqual,
        ["<"] = Comparison.Less,
        [">="] = Comparison.GreaterOrEqual,
        [">"] = Comparison.Greater,
        ["=="] = Comparison.Equal,
        ["="] = Comparison.Equal,
        ["!="] = Comparison.NotEqual,
        ["glob"] = Comparison.Glob,
        ["iglob"] = Comparison.GlobIgnoringCase,
        ["contains"] = Comparison.Contains,
        ["icontains"] = Comparison.ContainsIgnoringCase,
        ["bcontains"] = Comparison.ContainsBytes,
        ["startswith"] = Comparison.StartsWith,
        ["bstartswith"] = Comparison.StartsWithBytes,
        ["endswith"] = Comparison.EndsWith,
        ["regex"] = Comparison.Regex,
        ["intersects"] = Comparison.Intersects,
        ["in"] = Comparison.In,
        ["pmatch"] = Comparison.PathMatch,
    }.ToFrozenDictionary();

    /// <summary>The order in which the grammar tries them: no operator may stand before one that it begins.</summary>
    internal static ReadOnlySpan<string> NumberOperators => new[] { "<=", "<", ">=", ">" };

    /// <inheritdoc cref="NumberOperators"/>
    internal static ReadOnlySpan<string> TextOperators => new[]
    {
        "==", "=", "!=", "glob", "iglob", "contains", "icontains", "bcontains", "startswith", "bstartswith", "endswith", "regex",
    };

    /// <inheritdoc cref="NumberOperators"/>
    internal static ReadOnlySpan<string> ListOperators => new[] { "intersects", "in", "pmatch" };

    internal static ReadOnlySpan<string> Modifiers => new[] { "oneof", "anyof", "allof" };

    /// <summary>Whether the right side is a list in parentheses.</summary>
    public bool TakesList => Modifier != Modifier.None || Comparison is Comparison.In or Comparison.Intersects or Comparison.PathMatch;

    /// <summary>Reads an operator with its modifier, such as <c>startswith anyof</c>.</summary>
    public static bool TryParse(string text, out CheckOperator comparison)
    {
        comparison = default;
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 2 || !comparisons.TryGetValue(words[0], out var kind))
            return false;
        var modifier = Modifier.None;
        if (words.Length == 2)
        {
            modifier = Of(words[1]);
            if (modifier == Modifier.None || !TextOperators.Contains(words[0]))
                return false;
        }

        comparison = new CheckOperator(kind, modifier, string.Join(' ', words));
        return true;
    }

    internal static CheckOperator Of(string name, string? modifier) => modifier is null
        ? new CheckOperator(comparisons[name], Modifier.None, name)
        : new CheckOperator(comparisons[name], Of(modifier), $"{name} {modifier}");

    private static Modifier Of(string modifier) => modifier switch
    {
        "oneof" => Modifier.OneOf,
        "anyof" => Modifier.AnyOf,
        "allof" => Modifier.AllOf,
        _ => Modifier.None,
    };
}
