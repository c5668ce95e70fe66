using System.Runtime.InteropServices;

namespace Saker.State;

/// <summary>What the descriptor tables of a machine have in common: how large each may be, and what became of descriptors.</summary>
internal unsafe struct DescriptorTally
{
    /// <summary>Most descriptors of one process that are remembered.</summary>
    public int Capacity;

    /// <summary>Descriptors taken in under a new number.</summary>
    public long Added;

    /// <summary>Descriptors taken out: closed, or gone with their process or at an exec.</summary>
    public long Removed;

    /// <summary>Descriptors that found their process' table full.</summary>
    public long Refused;

    /// <summary>Questions for a number that were answered by a search.</summary>
    public long Found;

    /// <summary>Questions for the number that was asked for before.</summary>
    public long FoundAgain;

    /// <summary>Questions for a number that nobody knew.</summary>
    public long Missed;

    /// <summary>The descriptor that was refused last: it still serves the event that made it.</summary>
    public Descriptor Overflow;

    public static DescriptorTally* Create(int capacity)
    {
        var tally = (DescriptorTally*)NativeMemory.AllocZeroed((nuint)sizeof(DescriptorTally));
        tally->Capacity = capacity;
        return tally;
    }

    public static void Release(DescriptorTally* tally)
    {
        tally->Overflow.ReleaseTexts();
        NativeMemory.Free(tally);
    }
}
