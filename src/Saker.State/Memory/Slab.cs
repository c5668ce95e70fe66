using System.Runtime.InteropServices;

namespace Saker.State;

/// <summary>
/// Records of one unmanaged type, outside the managed heap. A record is known by its index and never moves, so pointers to it stay
/// good until it is freed. Freed records are used again, last freed first.
/// </summary>
internal sealed unsafe class Slab<T> : IDisposable
    where T : unmanaged
{
    private const int ChunkShift = 10;
    private const int ChunkSize = 1 << ChunkShift;

    private T*[] chunks = new T*[16];
    private int[] free = new int[64];
    private int freeCount;
    private int used;

    /// <summary>Records in use.</summary>
    public int Count => used - freeCount;

    /// <summary>Indexes ever handed out: every live record lies below.</summary>
    public int Limit => used;

    /// <summary>The record of an index.</summary>
    public T* this[int index] => chunks[index >> ChunkShift] + (index & (ChunkSize - 1));

    /// <summary>Takes a record, filled with zeros.</summary>
    public int Allocate()
    {
        if (freeCount > 0)
        {
            int index = free[--freeCount];
            *this[index] = default;
            return index;
        }

        int chunk = used >> ChunkShift;
        if (chunk == chunks.Length)
            GrowDirectory();
        if (chunks[chunk] == null)
            chunks[chunk] = (T*)NativeMemory.AllocZeroed(ChunkSize, (nuint)sizeof(T));
        return used++;
    }

    /// <summary>Gives a record back.</summary>
    public void Free(int index)
    {
        if (freeCount == free.Length)
            Array.Resize(ref free, free.Length * 2);
        free[freeCount++] = index;
    }

    /// <summary>Frees all memory.</summary>
    public void Dispose()
    {
        foreach (T* chunk in chunks)
            NativeMemory.Free(chunk);
        chunks = [];
        used = freeCount = 0;
    }

    private void GrowDirectory()
    {
        var wider = new T*[chunks.Length * 2];
        for (int i = 0; i < chunks.Length; i++)
            wider[i] = chunks[i];
        chunks = wider;
    }
}
