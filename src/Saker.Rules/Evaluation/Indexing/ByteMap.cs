using Saker.Rules.Binding.Matching;

namespace Saker.Rules.Evaluation.Indexing;

/// <summary>Maps byte strings to numbers, made for lookups that mostly miss: by length, then by hash. Open addressing, half empty.</summary>
internal sealed class ByteMap
{
    private readonly byte[]?[] keys;
    private readonly int[][] values;
    private readonly int mask;
    private readonly ulong lengths;

    public ByteMap(IReadOnlyDictionary<string, int[]> entries)
    {
        int size = 4;
        while (size < entries.Count * 2)
            size *= 2;
        keys = new byte[size][];
        values = new int[size][];
        mask = size - 1;
        foreach (var (text, value) in entries)
        {
            byte[] key = System.Text.Encoding.Latin1.GetBytes(text);
            lengths |= ByteSet.LengthBit(key.Length);
            int slot = ByteSet.Hash(key) & mask;
            while (keys[slot] is not null)
                slot = (slot + 1) & mask;
            keys[slot] = key;
            values[slot] = value;
        }
    }

    /// <summary>Nothing when the key is not in it.</summary>
    public ReadOnlySpan<int> Find(ReadOnlySpan<byte> key)
    {
        if ((lengths & ByteSet.LengthBit(key.Length)) == 0)
            return [];
        for (int slot = ByteSet.Hash(key) & mask; keys[slot] is { } other; slot = (slot + 1) & mask)
        {
            if (key.SequenceEqual(other))
                return values[slot];
        }

        return [];
    }
}
