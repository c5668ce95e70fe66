namespace Saker.Rules.Files;

/// <summary>
/// An item as it stands after everything read so far. Its number is that of its first definition and fixes its place; its visibility is
/// that of the last change, and it sees what has a smaller number.
/// </summary>
internal abstract class Definition(string name, ItemContext context)
{
    public string Name { get; } = name;

    public ItemContext Context { get; } = context;

    /// <summary>Where the pieces of its condition were written, in the order of the text.</summary>
    public List<ConditionPart> Parts { get; } = [];

    /// <summary>Items that changed it later.</summary>
    public List<ItemContext> Changes { get; } = [];

    /// <summary>The item of the same name whose place it took.</summary>
    public ItemContext? Replaced { get; set; }

    public int Index { get; set; }

    public int Visibility { get; set; }
}

internal sealed class ListDefinition(string name, ItemContext context) : Definition(name, context)
{
    public List<string> Items { get; init; } = [];
}

internal sealed class MacroDefinition(string name, ItemContext context) : Definition(name, context)
{
    public required string Condition { get; set; }

    public required ItemContext ConditionContext { get; init; }
}

internal sealed class RuleDefinition(string name, ItemContext context) : Definition(name, context)
{
    public required string Condition { get; set; }

    public required ItemContext ConditionContext { get; init; }

    public required string Output { get; set; }

    public required ItemContext OutputContext { get; init; }

    public required string Description { get; set; }

    public required Priority Priority { get; set; }

    public string Source { get; init; } = EventSources.Syscall;

    public SortedSet<string> Tags { get; set; } = new(StringComparer.Ordinal);

    public List<ExceptionDefinition> Exceptions { get; set; } = [];

    public bool Enabled { get; set; } = true;

    public bool Capture { get; set; }

    public uint CaptureDuration { get; set; }

    public bool WarnEventTypes { get; set; } = true;

    public bool SkipIfUnknownFilter { get; set; }

    public bool HasUnknownSource { get; set; }
}

/// <summary>The keys of a rule that an item brings to change an earlier one; null where it brings none.</summary>
internal sealed class RuleUpdate(string name, ItemContext context)
{
    public string Name { get; } = name;

    public ItemContext Context { get; } = context;

    public string Source { get; set; } = "";

    public string? Condition { get; set; }

    /// <summary>Where <see cref="Condition"/> stands.</summary>
    public ItemContext? ConditionContext { get; set; }

    public string? Output { get; set; }

    public string? Description { get; set; }

    public Priority? Priority { get; set; }

    public SortedSet<string>? Tags { get; set; }

    public List<ExceptionDefinition>? Exceptions { get; set; }

    public bool? Enabled { get; set; }

    public bool? Capture { get; set; }

    public uint? CaptureDuration { get; set; }

    public bool? WarnEventTypes { get; set; }

    public bool? SkipIfUnknownFilter { get; set; }

    public bool IsEmpty => (object?)Condition is null && Output is null && Description is null && Priority is null && Tags is null
        && Exceptions is null && Enabled is null && Capture is null && CaptureDuration is null && WarnEventTypes is null
        && SkipIfUnknownFilter is null;
}

/// <summary>An exception of a rule: what it compares, and the values that are excepted.</summary>
internal sealed class ExceptionDefinition(string name, ItemContext context)
{
    public string Name { get; } = name;

    public ItemContext Context { get; } = context;

    public ExceptionEntry? Fields { get; set; }

    public ExceptionEntry? Comparisons { get; set; }

    public List<ExceptionEntry> Values { get; } = [];
}

/// <summary>A word, or a list of entries.</summary>
internal sealed class ExceptionEntry
{
    public string Text { get; set; } = "";

    public List<ExceptionEntry>? Items { get; init; }
}
