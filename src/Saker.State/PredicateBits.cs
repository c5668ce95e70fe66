namespace Saker.State;

public sealed unsafe partial class EventContext
{
    // For events that are nobody's, and good for one event.
    private ulong[] scratch = [];
    private int scratchOwner;

    /// <summary>
    /// The bits that a rule set keeps with the process of this event: answers that depend on the process alone. They are dropped
    /// whenever something they may depend on changes (exec, credentials, lineage, working directory, container, session).
    /// </summary>
    /// <param name="owner">Number of the rule set, so that another one never reads its bits.</param>
    /// <param name="words">How many 64-bit words the rule set keeps.</param>
    /// <param name="valid">False when the words hold nothing yet: the caller fills them.</param>
    public Span<ulong> PredicateBits(int owner, int words, out bool valid)
    {
        if (Task == null)
        {
            if (scratch.Length < words)
                scratch = new ulong[words];
            valid = scratchOwner == owner;
            scratchOwner = owner;
            return scratch.AsSpan(0, words);
        }

        var block = PredicateBlock.For(Task, owner, words);
        valid = block->Valid;
        block->Valid = true;
        return block->Bits[..words];
    }
}
