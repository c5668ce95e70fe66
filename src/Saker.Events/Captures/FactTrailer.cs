using System.Runtime.CompilerServices;

namespace Saker.Events.Captures;

/// <summary>
/// The facts of the kernel behind an event in its block: a mark, their size, the facts as in a record. Other readers stop at the
/// event's own length and never see them.
/// </summary>
internal static unsafe class FactTrailer
{
    private const uint Mark = 0x54434146;

    /// <summary>Appends the facts of an event that was just added to a block, if it has any and the block may be as long.</summary>
    public static void Write(BlockBuilder block, Event e, int maxLength)
    {
        var facts = e.FactBytes;
        if (facts.IsEmpty || block.Length + facts.Length + 16 > maxLength)
            return;
        block.Pad().Add(Mark).Add(facts.Length).Add(facts);
    }

    /// <summary>Finds the facts behind an event.</summary>
    /// <param name="bytes">The event.</param>
    /// <param name="size">Bytes from there to the end of the block's body.</param>
    /// <param name="shift">Bytes in front of the event in the body: what follows it is aligned there.</param>
    /// <param name="factsSize">Size of the facts.</param>
    /// <returns>The facts, or null when there are none.</returns>
    public static byte* Find(byte* bytes, int size, int shift, out int factsSize)
    {
        factsSize = 0;
        long length = Unsafe.ReadUnaligned<uint>(bytes + Event.LengthOffset);
        long at = ((length + shift + 3) & ~3L) - shift;
        if (at + 8 > size || Unsafe.ReadUnaligned<uint>(bytes + at) != Mark)
            return null;
        long found = Unsafe.ReadUnaligned<uint>(bytes + at + 4);
        if (found < FactHeader.SizeOfStruct || found > size - at - 8)
            return null;
        factsSize = (int)found;
        return bytes + at + 8;
    }
}
