using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Saker.Rules.Evaluation.Indexing;
using Saker.State;

namespace Saker.Rules.Evaluation;

/// <summary>
/// What is kept with each process so as not to be asked again for every event: the number of its profile in the first word, answers to
/// questions about the process in the bits of those behind it.
/// </summary>
/// <param name="bits">The questions.</param>
/// <param name="index">Conditions that are looked up for each process.</param>
/// <param name="buckets">How many buckets there are.</param>
internal sealed class ProcessFacts(ProcessBit[] bits, AtomIndex index, int buckets)
{
    private const int BitsPerMethod = 32;
    private const int UsualConditions = 64;

    private readonly ProcessProfiles profiles = new(buckets);
    private FillBits[]? fills;

    /// <summary>How many words there are.</summary>
    public int Words { get; } = ProcessBit.FirstWord + ((bits.Length + 63) / 64);

    /// <summary>Answers everything anew.</summary>
    [SkipLocalsInit]
    public void Fill(EventContext context, Span<ulong> words)
    {
        words.Clear();
        foreach (var fill in fills ??= [.. bits.Chunk(BitsPerMethod).Select(MethodCompiler.CompileBits)])
            fill(context, ref MemoryMarshal.GetReference(words));
        Span<int> room = stackalloc int[UsualConditions];
        var conditions = new CandidateBuffer(room);
        index.Find(context, ref conditions);
        words[0] = (ulong)profiles.NumberOf(conditions.Sorted());
        conditions.Dispose();
    }

    /// <summary>Puts the positions of the rules that may match, going by the process, into a buffer.</summary>
    [SkipLocalsInit]
    public void FindByProcess(Bucket bucket, EventContext context, ref ulong words, ref CandidateBuffer positions)
    {
        if (words != 0)
        {
            positions.Add(profiles[(int)words].In(bucket.Number, bucket.PositionsByCondition));
            return;
        }

        Span<int> room = stackalloc int[UsualConditions];
        var conditions = new CandidateBuffer(room);
        index.Find(context, ref conditions);
        foreach (int condition in conditions.Sorted())
        {
            if (bucket.PositionsByCondition.TryGetValue(condition, out var found))
                positions.Add(found.AsSpan());
        }

        conditions.Dispose();
    }
}
