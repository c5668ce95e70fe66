using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Saker.Rules.Evaluation.Indexing;
using Saker.State;

namespace Saker.Rules.Evaluation;

/// <summary>
/// What is kept with each process so as not to be asked again for every event: the number of its profile in the first word, answers to
/// questions about the process in those behind it. Nothing is found out before it is needed, since most processes do little and end.
/// </summary>
internal sealed class ProcessFacts
{
    private const int UsualConditions = 64;

    private static int lastOwner;

    private readonly int owner = Interlocked.Increment(ref lastOwner);
    private readonly AtomIndex index;
    private readonly ProcessProfiles profiles;
    private readonly int words;

    /// <param name="bits">The questions.</param>
    /// <param name="index">Conditions that are looked up for each process.</param>
    /// <param name="buckets">How many buckets there are.</param>
    public ProcessFacts(ProcessBit[] bits, AtomIndex index, int buckets)
    {
        this.index = index;
        profiles = new ProcessProfiles(buckets);
        words = ProcessBit.FirstWord + ((bits.Length + ProcessBit.PerWord - 1) / ProcessBit.PerWord);
        foreach (var bit in bits)
            bit.Facts = this;
    }

    /// <summary>What is kept with the process of an event.</summary>
    public ref ulong Of(EventContext context)
    {
        var kept = context.PredicateBits(owner, words, out bool valid);
        if (!valid)
            kept.Clear();
        return ref MemoryMarshal.GetReference(kept);
    }

    /// <summary>The answer to a question.</summary>
    public bool Has(ProcessBit bit, EventContext context)
    {
        ref ulong word = ref Unsafe.Add(ref Of(context), bit.Word);
        if ((word & (ulong)bit.Asked) == 0)
            word |= (ulong)(bit.Predicate.Evaluate(context) ? bit.Asked | bit.Yes : bit.Asked);
        return (word & (ulong)bit.Yes) != 0;
    }

    /// <summary>Puts the positions of the rules that may match, going by the process, into a buffer.</summary>
    /// <param name="bucket">Whose rules.</param>
    /// <param name="context">The event.</param>
    /// <param name="profile">The first word of what is kept with its process.</param>
    /// <param name="positions">Where they go.</param>
    [SkipLocalsInit]
    public void FindByProcess(Bucket bucket, EventContext context, ref ulong profile, ref CandidateBuffer positions)
    {
        if (profile != 0)
        {
            positions.Add(profiles[(int)profile].In(bucket.Number, bucket.PositionsByCondition));
            return;
        }

        Span<int> room = stackalloc int[UsualConditions];
        var conditions = new CandidateBuffer(room);
        index.Find(context, ref conditions);
        profile = (ulong)profiles.NumberOf(conditions.Sorted());
        foreach (int condition in conditions.Sorted())
        {
            if (bucket.PositionsByCondition.TryGetValue(condition, out var found))
                positions.Add(found.AsSpan());
        }

        conditions.Dispose();
    }
}
