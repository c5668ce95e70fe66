using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Saker.Events.Captures;

/// <summary>Reads values one after another from a block, or from an entry of known length inside one.</summary>
internal ref struct BlockCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int at;

    public readonly int Left => bytes.Length - at;

    public T Read<T>()
        where T : unmanaged => MemoryMarshal.Read<T>(Take(Unsafe.SizeOf<T>()));

    /// <summary>The value if the entry reaches that far: later writers append, earlier ones stop short.</summary>
    public T ReadOr<T>(T missing)
        where T : unmanaged => Left >= Unsafe.SizeOf<T>() ? Read<T>() : missing;

    public byte[] ReadBytes() => Take(Read<ushort>()).ToArray();

    /// <exception cref="BlockException">The block ends before.</exception>
    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)Left)
            throw new BlockException("ends in the middle of a value");
        var taken = bytes.Slice(at, count);
        at += count;
        return taken;
    }

    /// <summary>A cursor over the next bytes alone.</summary>
    public BlockCursor Entry(int count) => new(Take(count));
}
