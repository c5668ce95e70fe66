using System.Buffers.Text;

namespace Saker.Events.Rendering;

/// <summary>
/// Room for texts that are built for one event: taken piece by piece, given back all at once. It grows to what the largest event
/// needed and then allocates no more.
/// </summary>
public sealed class Arena
{
    private byte[] room = new byte[64 * 1024];
    private int used;
    private int opened;

    /// <summary>Gives everything back. Spans handed out before are void.</summary>
    public void Reset() => used = opened = 0;

    /// <summary>Begins a text; only one is under construction at a time.</summary>
    public Arena Open()
    {
        opened = used;
        return this;
    }

    /// <summary>Ends the text begun with <see cref="Open"/> and returns it.</summary>
    public ReadOnlySpan<byte> Close() => room.AsSpan(opened, used - opened);

    /// <summary>Where the text under construction begins, for <see cref="Slice"/>.</summary>
    public int Mark() => opened;

    /// <summary>A text that was closed before, by its place; good until <see cref="Reset"/>.</summary>
    public ReadOnlySpan<byte> Slice(int start, int length) => room.AsSpan(start, length);

    /// <summary>Length of the text under construction.</summary>
    public int Length
    {
        get => used - opened;
        set => used = opened + value;
    }

    /// <summary>The text under construction.</summary>
    public Span<byte> Written => room.AsSpan(opened, used - opened);

    /// <summary>Appends bytes.</summary>
    public Arena Add(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        return this;
    }

    /// <summary>Appends text.</summary>
    public Arena Add(string text)
    {
        System.Text.Encoding.UTF8.GetBytes(text, Reserve(System.Text.Encoding.UTF8.GetByteCount(text)));
        return this;
    }

    /// <summary>Appends one byte.</summary>
    public Arena Add(byte value)
    {
        Reserve(1)[0] = value;
        return this;
    }

    /// <summary>Appends a decimal number.</summary>
    public Arena Add(long number)
    {
        Utf8Formatter.TryFormat(number, Reserve(20), out int written);
        used -= 20 - written;
        return this;
    }

    /// <summary>Appends an unsigned number in a standard format: <c>D</c>, <c>D10</c>, <c>X</c>, ...</summary>
    public Arena Add(ulong number, char format, byte digits = 0)
    {
        Utf8Formatter.TryFormat(number, Reserve(24), out int written, new System.Buffers.StandardFormat(format, digits));
        used -= 24 - written;
        return this;
    }

    /// <summary>Appends room that the caller fills.</summary>
    public Span<byte> Reserve(int size)
    {
        if (used + size > room.Length)
        {
            // Spans of earlier texts keep the old array alive and stay readable until the next event.
            var wider = new byte[Math.Max(room.Length * 2, used + size)];
            room.AsSpan(0, used).CopyTo(wider);
            room = wider;
        }

        used += size;
        return room.AsSpan(used - size, size);
    }
}
