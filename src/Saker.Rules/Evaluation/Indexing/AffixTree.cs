using System.Text;

namespace Saker.Rules.Evaluation.Indexing;

/// <summary>
/// Finds all of many prefixes that a text begins with, or all of many suffixes that it ends with, in one walk: a tree whose edges
/// carry as many bytes as their keys have in common.
/// </summary>
internal sealed class AffixTree
{
    private readonly Node root;
    private readonly bool fromEnd;

    public AffixTree(IReadOnlyDictionary<string, int[]> entries, bool fromEnd)
    {
        this.fromEnd = fromEnd;
        root = Build(
            [.. entries.Select(e => new Entry(fromEnd ? string.Concat(e.Key.Reverse()) : e.Key, e.Value)).OrderBy(e => e.Key, StringComparer.Ordinal)],
            start: 0,
            end: 0);
    }

    /// <summary>Puts the values of every key that fits into a buffer.</summary>
    public void Find(ReadOnlySpan<byte> text, ref CandidateBuffer found)
    {
        var node = root;
        while (true)
        {
            if (node.Values.Length > 0)
                found.Add(node.Values);
            if (text.IsEmpty)
                return;
            int child = node.FirstBytes.AsSpan().IndexOf(fromEnd ? text[^1] : text[0]);
            if (child < 0)
                return;
            node = node.Children[child];
            byte[] edge = node.Edge;
            if (fromEnd ? !text.EndsWith(edge) : !text.StartsWith(edge))
                return;
            text = fromEnd ? text[..^edge.Length] : text[edge.Length..];
        }
    }

    /// <summary>The node for sorted keys that agree up to <paramref name="end"/>, below one that stands for <paramref name="start"/> bytes.</summary>
    private Node Build(ReadOnlySpan<Entry> keys, int start, int end)
    {
        byte[] edge = Encoding.Latin1.GetBytes(keys.IsEmpty ? "" : keys[0].Key[start..end]);
        if (fromEnd)
            Array.Reverse(edge);
        int[] values = [];
        if (!keys.IsEmpty && keys[0].Key.Length == end)
        {
            values = keys[0].Values;
            keys = keys[1..];
        }

        var firstBytes = new List<byte>();
        var children = new List<Node>();
        while (!keys.IsEmpty)
        {
            char first = keys[0].Key[end];
            int count = 1;
            while (count < keys.Length && keys[count].Key[end] == first)
                count++;
            firstBytes.Add((byte)first);
            children.Add(Build(keys[..count], end, keys[0].Key.AsSpan().CommonPrefixLength(keys[count - 1].Key)));
            keys = keys[count..];
        }

        return new Node(edge, values, [.. firstBytes], [.. children]);
    }

    private readonly record struct Entry(string Key, int[] Values);

    private sealed record Node(byte[] Edge, int[] Values, byte[] FirstBytes, Node[] Children);
}
