using System.Buffers;
using System.Collections.Immutable;

namespace Saker.Rules.Files;

/// <summary>
/// Puts the items of every list where a text names it, list after list in order of definition: items may name lists that come later.
/// Only lists that the text can name are tried, so that thousands of lists cost no more than the few that are used.
/// </summary>
internal sealed class ListNames
{
    private static readonly SearchValues<char> delimiters = SearchValues.Create(ListExpansion.Delimiters);

    private readonly (string Name, ImmutableArray<string> Items)[] lists;
    private readonly Dictionary<string, int> wordOrder = [];
    private readonly List<int> phrases = [];

    /// <param name="lists">Names and items, in order of definition.</param>
    public ListNames(IEnumerable<KeyValuePair<string, ImmutableArray<string>>> lists)
    {
        this.lists = [.. lists.Select(l => (l.Key, l.Value))];
        foreach (var (order, (name, _)) in this.lists.Index())
        {
            if (name.Length > 0 && !name.AsSpan().ContainsAny(delimiters))
                wordOrder[name] = order;
            else
                phrases.Add(order);
        }
    }

    /// <summary>The text with all lists put in.</summary>
    /// <param name="text">A condition as written.</param>
    /// <param name="used">Gets the names of the lists that the text names.</param>
    /// <exception cref="ConditionTooLongException">The result would not be fit to be parsed.</exception>
    public string Expand(string text, HashSet<string> used)
    {
        var pending = new SortedSet<int>(phrases);
        AddNamed(text, pending, after: -1);
        while (pending.Count > 0)
        {
            int order = pending.Min;
            pending.Remove(order);
            var (name, items) = lists[order];
            if (!ListExpansion.Expand(ref text, name, items))
                continue;
            used.Add(name);
            foreach (string item in items)
                AddNamed(ListExpansion.Quoted(item), pending, order);
        }

        return text;
    }

    private void AddNamed(ReadOnlySpan<char> text, SortedSet<int> pending, int after)
    {
        var byWord = wordOrder.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var range in text.SplitAny(delimiters))
        {
            if (byWord.TryGetValue(text[range], out int order) && order > after)
                pending.Add(order);
        }
    }
}
