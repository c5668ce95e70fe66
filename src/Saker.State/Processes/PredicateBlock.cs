using System.Runtime.InteropServices;

namespace Saker.State;

/// <summary>The bits that a rule set keeps with one task, outside the managed heap.</summary>
internal unsafe struct PredicateBlock
{
    public int Owner;
    public int Words;
    public bool Valid;

    public Span<ulong> Bits
    {
        get
        {
            fixed (PredicateBlock* self = &this)
                return new Span<ulong>(self + 1, Words);
        }
    }

    /// <summary>The block of a task for this owner: the one that is there, or a fresh one in its place.</summary>
    public static PredicateBlock* For(TaskRecord* task, int owner, int words)
    {
        var block = task->Predicates;
        if (block == null || block->Words < words)
        {
            NativeMemory.Free(block);
            block = (PredicateBlock*)NativeMemory.AllocZeroed((nuint)(sizeof(PredicateBlock) + (words * sizeof(ulong))));
            block->Words = words;
            block->Owner = owner;
            task->Predicates = block;
        }
        else if (block->Owner != owner)
        {
            block->Owner = owner;
            block->Valid = false;
        }

        return block;
    }

    public static void Release(TaskRecord* task)
    {
        NativeMemory.Free(task->Predicates);
        task->Predicates = null;
    }
}
