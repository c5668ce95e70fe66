using System.Runtime.InteropServices;

namespace Saker.State;

/// <summary>
/// The descriptors of one process, ordered by number, outside the managed heap. Only replay needs it: live records bring what the
/// kernel knows of their descriptor with them. A table takes so many descriptors and no more.
/// </summary>
internal unsafe struct FdTable
{
    private DescriptorTally* tally;
    private Entry* entries;
    private int capacity;
    private FdOrder order;
    private int recent;

    /// <summary>Descriptors in the table.</summary>
    public int Count;

    private struct Entry
    {
        public long Number;
        public Descriptor Descriptor;
    }

    public static FdTable* Create(DescriptorTally* tally)
    {
        var table = (FdTable*)NativeMemory.AllocZeroed((nuint)sizeof(FdTable));
        table->tally = tally;
        return table;
    }

    public static void Release(FdTable* table)
    {
        if (table == null)
            return;
        for (int i = 0; i < table->Count; i++)
            table->entries[i].Descriptor.ReleaseTexts();
        table->tally->Removed += table->Count;
        table->order.Release();
        NativeMemory.Free(table->entries);
        NativeMemory.Free(table);
    }

    /// <summary>A copy that shares the names: what a new process gets.</summary>
    public static FdTable* Copy(FdTable* from, DescriptorTally* tally)
    {
        var table = Create(tally);
        if (from == null || from->Count == 0)
            return table;
        table->entries = (Entry*)NativeMemory.Alloc((nuint)from->Count, (nuint)sizeof(Entry));
        table->capacity = table->Count = from->Count;
        for (int i = 0; i < from->Count; i++)
        {
            table->entries[i] = from->entries[i];
            table->entries[i].Descriptor.ShareTexts();
            table->order.Add(from->order[i]);
        }

        tally->Added += table->Count;
        return table;
    }

    /// <summary>The descriptor of a number, or null. Good until the table changes.</summary>
    public Descriptor* Find(long number)
    {
        if (recent < Count && entries[recent].Number == number)
        {
            tally->FoundAgain++;
            return &entries[recent].Descriptor;
        }

        int at = Search(number);
        if (at < 0)
        {
            tally->Missed++;
            return null;
        }

        tally->Found++;
        recent = at;
        return &entries[at].Descriptor;
    }

    /// <summary>Descriptor number <paramref name="index"/> in order.</summary>
    public readonly Descriptor* At(int index, out long number)
    {
        number = entries[index].Number;
        return &entries[index].Descriptor;
    }

    /// <summary>Descriptor number <paramref name="index"/> in the order in which lists show them.</summary>
    public readonly Descriptor* Shown(int index) => &entries[Search(order[index])].Descriptor;

    /// <summary>
    /// An empty descriptor under a number, over any other. When the table is full it is one that is not kept: good until the next.
    /// </summary>
    public Descriptor* Put(long number)
    {
        int at = Search(number);
        if (at < 0)
        {
            at = ~at;
            if (Count >= tally->Capacity)
                return Refuse();
            if (Count == capacity)
            {
                capacity = Math.Max(8, capacity * 2);
                entries = (Entry*)NativeMemory.Realloc(entries, (nuint)(capacity * sizeof(Entry)));
            }

            new Span<Entry>(entries + at, Count - at).CopyTo(new Span<Entry>(entries + at + 1, Count - at));
            Count++;
            order.Add(number);
            tally->Added++;
        }
        else
        {
            entries[at].Descriptor.ReleaseTexts();
        }

        entries[at] = new Entry { Number = number };
        return &entries[at].Descriptor;
    }

    /// <summary>Forgets a number.</summary>
    public void Remove(long number)
    {
        int at = Search(number);
        if (at < 0)
            return;
        entries[at].Descriptor.ReleaseTexts();
        Count--;
        order.Remove(number);
        tally->Removed++;
        new Span<Entry>(entries + at + 1, Count - at).CopyTo(new Span<Entry>(entries + at, Count - at));
    }

    /// <summary>Forgets what does not survive an exec.</summary>
    public void CloseOnExec()
    {
        for (int i = Count - 1; i >= 0; i--)
        {
            if (entries[i].Descriptor.CloseOnExec)
                Remove(entries[i].Number);
        }
    }

    private readonly Descriptor* Refuse()
    {
        tally->Refused++;
        tally->Overflow.ReleaseTexts();
        tally->Overflow = default;
        return &tally->Overflow;
    }

    private readonly int Search(long number)
    {
        int low = 0;
        int high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            long found = entries[middle].Number;
            if (found == number)
                return middle;
            if (found < number)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }
}
