using System.Collections.Immutable;
using System.Text;
using Saker.Rules.Syntax;

namespace Saker.Rules.Files;

/// <summary>A place in a rules file.</summary>
/// <param name="Location">Where it is.</param>
/// <param name="Item">Where the item begins that it belongs to.</param>
/// <param name="Snippet">The line in question, and below it a mark under the place.</param>
public sealed record SourcePlace(Location Location, Location Item, string Snippet);

/// <summary>Where an item stands in the files, and what changed it there.</summary>
public sealed class Origin
{
    private readonly ItemContext item;
    private readonly ImmutableArray<ConditionPart> parts;

    internal Origin(ItemContext item, Definition? definition = null)
    {
        this.item = item;
        parts = [.. definition?.Parts ?? []];
        Changes = [.. (definition?.Changes ?? []).Select(c => c.Locations[^1])];
        Replaced = definition?.Replaced?.Locations[^1];
    }

    /// <summary>Where the item begins.</summary>
    public Location Location => item.Locations[^1];

    /// <summary>Where later items appended to it or replaced parts of it, in order.</summary>
    public ImmutableArray<Location> Changes { get; }

    /// <summary>Where the item stood that this one took the place of, or null when it is the first of its name.</summary>
    public Location? Replaced { get; }

    /// <summary>The beginning of the item.</summary>
    public SourcePlace Start => new(Location, Location, item.Snippet());

    /// <summary>
    /// Where a part of the item's condition stands. The beginning of the item where that cannot be told, because aliases or escapes
    /// hide it.
    /// </summary>
    /// <param name="text">The condition as written, with what was appended to it.</param>
    /// <param name="position">The part.</param>
    public SourcePlace Of(string text, Position position)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int index = Encoding.UTF8.GetCharCount(bytes, 0, Math.Min(position.Index, bytes.Length));
        while (index < text.Length && char.IsWhiteSpace(text[index]))
            index++;
        foreach (var part in parts)
        {
            if (index < part.Text.Length)
                return part.Context.AtText(part.Text, index) is { } place ? new SourcePlace(place.Locations[^1], place.Locations[1], place.Snippet()) : Start;
            // A blank stands between what was there and what is appended.
            index -= part.Text.Length + 1;
        }

        return Start;
    }
}

/// <summary>A piece of a condition, with the place of its text in a file.</summary>
internal readonly record struct ConditionPart(ItemContext Context, string Text);
