using System.Buffers.Binary;
using System.Text;

namespace Saker.Rules.Evaluation.Indexing;

/// <summary>
/// Finds which of many strings may stand somewhere inside a text. Of each string four bytes are kept that few others have; a bit per
/// hash of four bytes answers nearly every position of the text. Case is folded, in a way that folds some other bytes with it.
/// </summary>
internal sealed class PartTable
{
    /// <summary>Strings that are shorter cannot be kept.</summary>
    public const int Length = 4;

    private const uint CaseBits = 0x20202020;
    private const int HashBits = 15;

    private readonly ulong[] seen = new ulong[(1 << HashBits) / 64];
    private readonly Dictionary<uint, int[]> values = [];

    public PartTable(IReadOnlyDictionary<string, int[]> entries)
    {
        var frequency = new Dictionary<uint, int>();
        foreach (string key in entries.Keys)
        {
            foreach (uint gram in Grams(key))
                frequency[gram] = frequency.GetValueOrDefault(gram) + 1;
        }

        foreach (var group in entries.GroupBy(e => Grams(e.Key).MinBy(g => frequency[g])))
        {
            values[group.Key] = [.. group.SelectMany(e => e.Value).Distinct()];
            int hash = Hash(group.Key);
            seen[hash / 64] |= 1UL << (hash % 64);
        }
    }

    /// <summary>Puts the values of every string that may be inside into a buffer.</summary>
    public void Find(ReadOnlySpan<byte> text, ref CandidateBuffer found)
    {
        for (; text.Length >= Length; text = text[1..])
        {
            uint gram = BinaryPrimitives.ReadUInt32LittleEndian(text) | CaseBits;
            int hash = Hash(gram);
            if ((seen[hash / 64] & (1UL << (hash % 64))) != 0 && values.TryGetValue(gram, out int[]? hits))
                found.Add(hits);
        }
    }

    private static IEnumerable<uint> Grams(string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        return Enumerable.Range(0, bytes.Length - Length + 1)
            .Select(i => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i)) | CaseBits)
            .Distinct();
    }

    private static int Hash(uint gram) => (int)((gram * 0x9E3779B1) >> (32 - HashBits));
}
