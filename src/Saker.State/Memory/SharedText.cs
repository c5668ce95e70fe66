using System.Runtime.InteropServices;

namespace Saker.State;

/// <summary>
/// A counted reference to immutable bytes outside the managed heap: forks and threads share one working directory, one cgroup list.
/// The default value is the empty text.
/// </summary>
public unsafe struct SharedText
{
    private Block* block;

    private struct Block
    {
        public int References;
        public int Length;
    }

    /// <summary>The bytes.</summary>
    public readonly ReadOnlySpan<byte> Span => block == null ? default : new ReadOnlySpan<byte>(block + 1, block->Length);

    /// <summary>Whether there are no bytes.</summary>
    public readonly bool IsEmpty => block == null;

    internal static SharedText Create(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return default;
        var made = default(SharedText);
        made.block = (Block*)NativeMemory.Alloc((nuint)(sizeof(Block) + bytes.Length));
        made.block->References = 1;
        made.block->Length = bytes.Length;
        bytes.CopyTo(new Span<byte>(made.block + 1, bytes.Length));
        return made;
    }

    internal readonly SharedText Share()
    {
        if (block != null)
            block->References++;
        return this;
    }

    internal void Release()
    {
        if (block != null && --block->References == 0)
            NativeMemory.Free(block);
        block = null;
    }

    /// <summary>Replaces the bytes; equal bytes keep the block, and with it the sharing.</summary>
    /// <returns>Whether anything changed.</returns>
    internal bool Set(ReadOnlySpan<byte> bytes)
    {
        if (Span.SequenceEqual(bytes))
            return false;
        var fresh = Create(bytes);
        Release();
        this = fresh;
        return true;
    }

    /// <summary>Keeps one block where two are equal.</summary>
    internal void ShareIfEqual(SharedText other)
    {
        if (Span.SequenceEqual(other.Span))
            SetShared(other);
    }

    internal void SetShared(SharedText other)
    {
        var shared = other.Share();
        Release();
        this = shared;
    }
}
