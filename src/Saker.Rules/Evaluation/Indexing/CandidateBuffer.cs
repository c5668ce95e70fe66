using System.Buffers;

namespace Saker.Rules.Evaluation.Indexing;

/// <summary>Collects what a lookup found. The room it is given mostly is enough; more is borrowed.</summary>
internal ref struct CandidateBuffer(Span<int> room)
{
    private Span<int> found = room;
    private int[]? borrowed;
    private int count;

    public readonly bool IsEmpty => count == 0;

    public void Add(scoped ReadOnlySpan<int> candidates)
    {
        if (count + candidates.Length > found.Length)
            Grow(candidates.Length);
        candidates.CopyTo(found[count..]);
        count += candidates.Length;
    }

    /// <summary>What was found, in ascending order, each once.</summary>
    public ReadOnlySpan<int> Sorted()
    {
        var all = found[..count];
        if (count < 2)
            return all;
        all.Sort();
        int kept = 1;
        for (int i = 1; i < all.Length; i++)
        {
            if (all[i] != all[kept - 1])
                all[kept++] = all[i];
        }

        count = kept;
        return all[..kept];
    }

    public void Dispose()
    {
        if (borrowed is not null)
            ArrayPool<int>.Shared.Return(borrowed);
        borrowed = null;
    }

    private void Grow(int more)
    {
        int[] larger = ArrayPool<int>.Shared.Rent((count + more) * 2);
        found[..count].CopyTo(larger);
        Dispose();
        borrowed = larger;
        found = larger;
    }
}
