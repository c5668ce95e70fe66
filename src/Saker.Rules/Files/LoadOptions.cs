using System.Collections.Immutable;
using Saker.Fields;

namespace Saker.Rules.Files;

/// <summary>What loading depends on besides the files.</summary>
public sealed record LoadOptions
{
    /// <summary>The event sources that exist, each with its fields.</summary>
    public required ImmutableDictionary<string, IFieldCatalog> Sources { get; init; }

    /// <summary>Plugins that exist, and their versions.</summary>
    public ImmutableDictionary<string, string> Plugins { get; init; } = ImmutableDictionary<string, string>.Empty.Add("container", "0.7.1").Add("k8smeta", "0.4.1");

    /// <summary>What is appended to outputs, in order.</summary>
    public ImmutableArray<OutputAppendix> AppendOutput { get; init; } = [];

    /// <summary>Options for rules about the kernel's events alone.</summary>
    public static LoadOptions ForSyscalls(IFieldCatalog catalog) =>
        new() { Sources = ImmutableDictionary<string, IFieldCatalog>.Empty.Add(EventSources.Syscall, catalog) };
}

/// <summary>Text or fields that go with the outputs of some rules.</summary>
public sealed record OutputAppendix
{
    /// <summary>Only rules of this source; empty for any.</summary>
    public string Source { get; init; } = "";

    /// <summary>Only rules with all of these tags.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Only the rule of this name; empty for any.</summary>
    public string Rule { get; init; } = "";

    /// <summary>Text that is appended with a blank; empty for none.</summary>
    public string Text { get; init; } = "";

    /// <summary>Fields for structured outputs: name, template, and whether it keeps its type.</summary>
    public ImmutableArray<(string Key, string Template, bool IsRaw)> Fields { get; init; } = [];

    internal bool AppliesTo(RuleDefinition rule) => (Source.Length == 0 || Source == rule.Source)
        && (Rule.Length == 0 || Rule == rule.Name) && Tags.All(rule.Tags.Contains);
}
