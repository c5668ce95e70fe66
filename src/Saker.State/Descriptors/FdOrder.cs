using System.Runtime.InteropServices;

namespace Saker.State;

/// <summary>
/// The order in which Falco goes through the descriptors of a process, and so the one in which <c>fd.types</c> lists their types. Falco
/// has them in a hash table that chains all its nodes: a number that meets others in its bucket goes before them, any other to the front,
/// and growth chains the nodes anew. The latest mostly comes first.
/// </summary>
internal unsafe struct FdOrder
{
    // How many buckets the table has as it grows; it grows when there are more descriptors than that.
    private static readonly int[] sizes = [13, 29, 59, 127, 257, 541, 1109, 2357, 5087];

    private long* numbers;
    private int capacity;
    private int count;
    private int growths;

    /// <summary>Number <paramref name="index"/> in order.</summary>
    public readonly long this[int index] => numbers[index];

    /// <summary>Takes in a number that is not there yet.</summary>
    public void Add(long number)
    {
        if (count == capacity)
        {
            capacity = Math.Max(16, capacity * 2);
            numbers = (long*)NativeMemory.Realloc(numbers, (nuint)(capacity * sizeof(long)));
        }

        if (growths == 0)
            growths = 1;
        else if (count == Buckets && growths < sizes.Length)
            Grow();
        Insert(number);
    }

    /// <summary>Forgets a number; the others stay as they are.</summary>
    public void Remove(long number)
    {
        int at = new ReadOnlySpan<long>(numbers, count).IndexOf(number);
        if (at < 0)
            return;
        count--;
        new Span<long>(numbers + at + 1, count - at).CopyTo(new Span<long>(numbers + at, count - at));
    }

    public readonly void Release() => NativeMemory.Free(numbers);

    private readonly int Buckets => sizes[growths - 1];

    private void Grow()
    {
        growths++;
        long* before = numbers;
        int held = count;
        numbers = (long*)NativeMemory.Alloc((nuint)capacity, sizeof(long));
        count = 0;
        for (int i = 0; i < held; i++)
            Insert(before[i]);
        NativeMemory.Free(before);
    }

    private void Insert(long number)
    {
        int at = 0;
        while (at < count && Bucket(numbers[at]) != Bucket(number))
            at++;
        if (at == count)
            at = 0;
        new Span<long>(numbers + at, count - at).CopyTo(new Span<long>(numbers + at + 1, count - at));
        numbers[at] = number;
        count++;
    }

    private readonly ulong Bucket(long number) => (ulong)number % (ulong)Buckets;
}
