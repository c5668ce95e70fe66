namespace Saker.Rules.Binding;

/// <summary>A buffer that grows to what was needed once and is reused ever after, one for each thread.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design", "CA1001", Justification = "Lives as long as the rules do; its finalizer gives the slots back.")]
internal sealed class Scratch
{
    private readonly ThreadLocal<byte[]> buffer = new(() => new byte[256]);

    /// <summary>At least so many bytes; good until the next call on the same thread. What was written before is kept.</summary>
    public Span<byte> Take(int length)
    {
        byte[] bytes = buffer.Value!;
        if (bytes.Length < length)
        {
            Array.Resize(ref bytes, Math.Max(length, bytes.Length * 2));
            buffer.Value = bytes;
        }

        return bytes;
    }
}
