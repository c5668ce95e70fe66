using System.Collections.Immutable;
using Saker.Rules.Syntax;

namespace Saker.Rules.Files;

/// <summary>Puts the conditions of macros where others name them.</summary>
/// <param name="find">The condition of a macro that can be seen from here, or null.</param>
internal sealed class MacroExpansion(Func<string, Condition?> find)
{
    private const int MaxSize = 1_000_000;
    private const int MaxDepth = 1_000;

    private readonly List<string> path = [];
    private readonly Dictionary<string, Condition> expandedByName = [];
    private readonly List<(string Name, Position Position)> unknown = [];
    private (string Message, Position Position)? error;

    /// <summary>Names of the macros that were put in.</summary>
    public HashSet<string> Used { get; } = [];

    /// <summary>What is wrong, or null.</summary>
    public (string Message, Position Position)? Error => error
        ?? (unknown.Count > 0 ? ($"Undefined macro '{unknown[0].Name}' used in filter.", unknown[0].Position) : null);

    /// <summary>The condition without macros; meaningless when there is an <see cref="Error"/>.</summary>
    public Condition Expand(Condition condition)
    {
        var expanded = Visit(condition);
        if (expanded.Size > MaxSize)
            error ??= ($"condition has more than {MaxSize} parts once its macros are expanded", condition.Position);
        if (expanded.Depth > MaxDepth)
            error ??= ($"condition nests deeper than {MaxDepth} levels once its macros are expanded", condition.Position);
        return expanded;
    }

    // Trees without macros are shared in ways that would take forever to walk, so they are passed over whole.
    private Condition Visit(Condition condition) => condition switch
    {
        { HasMacros: false } => condition,
        AndCondition and => Children(and.Children) is { } changed ? new AndCondition(changed, and.Position) : and,
        OrCondition or => Children(or.Children) is { } changed ? new OrCondition(changed, or.Position) : or,
        NotCondition not => Visit(not.Child) is var child && child != not.Child ? new NotCondition(child, not.Position) : not,
        MacroReference macro => Visit(macro),
        _ => condition,
    };

    private Condition Visit(MacroReference reference)
    {
        if (find(reference.Name) is not { } macro)
        {
            unknown.Add((reference.Name, reference.Position));
            return reference;
        }

        if (path.Contains(reference.Name))
        {
            error ??= ($"reference loop in macro '{reference.Name}'", reference.Position);
            return reference;
        }

        Used.Add(reference.Name);
        if (expandedByName.TryGetValue(reference.Name, out var expanded))
            return expanded;
        path.Add(reference.Name);
        expanded = Visit(macro);
        path.RemoveAt(path.Count - 1);
        expandedByName[reference.Name] = expanded;
        return expanded;
    }

    /// <returns>Null when nothing changed.</returns>
    private ImmutableArray<Condition>? Children(ImmutableArray<Condition> children)
    {
        ImmutableArray<Condition>.Builder? changed = null;
        for (int i = 0; i < children.Length; i++)
        {
            var child = Visit(children[i]);
            if (child == children[i])
                continue;
            changed ??= children.ToBuilder();
            changed[i] = child;
        }

        return changed?.ToImmutable();
    }
}
