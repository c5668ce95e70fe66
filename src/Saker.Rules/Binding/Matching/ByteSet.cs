using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Saker.Rules.Binding.Matching;

/// <summary>
/// A set of byte strings made for lookups that mostly miss: a bit per length answers most of them, a hash over the ends of the
/// string most of the rest. Open addressing, half empty.
/// </summary>
internal sealed class ByteSet
{
    private readonly byte[]?[] slots;
    private readonly int mask;
    private readonly ulong lengths;

    public ByteSet(IReadOnlyCollection<byte[]> members)
    {
        int size = 4;
        while (size < members.Count * 2)
            size *= 2;
        slots = new byte[size][];
        mask = size - 1;
        foreach (byte[] member in members)
        {
            lengths |= LengthBit(member.Length);
            int slot = Hash(member) & mask;
            while (slots[slot] is { } other && !other.AsSpan().SequenceEqual(member))
                slot = (slot + 1) & mask;
            slots[slot] = member;
        }
    }

    /// <summary>The members, each once.</summary>
    public IEnumerable<byte[]> Members => slots.OfType<byte[]>();

    public bool Contains(ReadOnlySpan<byte> bytes)
    {
        if ((lengths & LengthBit(bytes.Length)) == 0)
            return false;
        for (int slot = Hash(bytes) & mask; slots[slot] is { } member; slot = (slot + 1) & mask)
        {
            if (bytes.SequenceEqual(member))
                return true;
        }

        return false;
    }

    public static ulong LengthBit(int length) => 1UL << Math.Min(length, 63);

    /// <summary>First and last eight bytes tell nearly all names and paths apart.</summary>
    public static int Hash(ReadOnlySpan<byte> bytes)
    {
        ref byte start = ref MemoryMarshal.GetReference(bytes);
        ulong hash = (ulong)bytes.Length;
        if (bytes.Length >= 8)
        {
            hash ^= Unsafe.ReadUnaligned<ulong>(ref start) * 0x9E3779B97F4A7C15;
            hash ^= Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, bytes.Length - 8)) * 0xC2B2AE3D27D4EB4F;
        }
        else
        {
            ulong word = 0;
            foreach (byte b in bytes)
                word = (word << 8) | b;
            hash ^= word * 0x9E3779B97F4A7C15;
        }

        return (int)((hash ^ (hash >> 29) ^ (hash >> 47)) & int.MaxValue);
    }
}
