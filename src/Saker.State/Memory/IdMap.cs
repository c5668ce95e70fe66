using System.Runtime.InteropServices;

namespace Saker.State;

/// <summary>Thread ids to record indexes: open addressing in native memory, linear probing, no tombstones.</summary>
internal sealed unsafe class IdMap : IDisposable
{
    private Entry* entries;
    private int mask;
    private int count;

    private struct Entry
    {
        public long Key;
        public int Value;
        public bool Used;
    }

    public IdMap(int capacity = 1024)
    {
        mask = capacity - 1;
        entries = (Entry*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(Entry));
    }

    /// <summary>Index under a key, or -1.</summary>
    public int Find(long key)
    {
        for (int at = Slot(key); entries[at].Used; at = (at + 1) & mask)
        {
            if (entries[at].Key == key)
                return entries[at].Value;
        }

        return -1;
    }

    /// <summary>Puts an index under a key, over any other.</summary>
    public void Set(long key, int value)
    {
        if (count * 2 > mask)
            Grow();
        int at = Slot(key);
        while (entries[at].Used && entries[at].Key != key)
            at = (at + 1) & mask;
        if (!entries[at].Used)
            count++;
        entries[at] = new Entry { Key = key, Value = value, Used = true };
    }

    /// <summary>Forgets a key, and closes the hole it leaves in its probe sequence.</summary>
    public void Remove(long key)
    {
        int hole = Slot(key);
        while (entries[hole].Used && entries[hole].Key != key)
            hole = (hole + 1) & mask;
        if (!entries[hole].Used)
            return;
        count--;
        for (int at = (hole + 1) & mask; entries[at].Used; at = (at + 1) & mask)
        {
            int home = Slot(entries[at].Key);
            if (((at - home) & mask) >= ((at - hole) & mask))
            {
                entries[hole] = entries[at];
                hole = at;
            }
        }

        entries[hole] = default;
    }

    /// <summary>Frees all memory.</summary>
    public void Dispose()
    {
        NativeMemory.Free(entries);
        entries = null;
    }

    private int Slot(long key) => (int)((ulong)key * 0x9E3779B97F4A7C15 >> 32) & mask;

    private void Grow()
    {
        var old = entries;
        int size = mask + 1;
        mask = (size * 2) - 1;
        entries = (Entry*)NativeMemory.AllocZeroed((nuint)(size * 2), (nuint)sizeof(Entry));
        count = 0;
        for (int i = 0; i < size; i++)
        {
            if (old[i].Used)
                Set(old[i].Key, old[i].Value);
        }

        NativeMemory.Free(old);
    }
}
