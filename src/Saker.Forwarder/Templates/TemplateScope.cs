using System.Collections.Immutable;

namespace Saker.Forwarder.Templates;

/// <summary>What names stand for at a place of a template.</summary>
/// <param name="Root">What <c>$</c> is.</param>
/// <param name="Dot">What <c>.</c> is.</param>
/// <param name="Variables">Names that begin with <c>$</c>.</param>
internal sealed record TemplateScope(object? Root, object? Dot, ImmutableDictionary<string, object?> Variables)
{
    /// <summary>A scope with one more variable.</summary>
    public TemplateScope With(string name, object? value) => this with { Variables = Variables.SetItem(name, value) };
}
