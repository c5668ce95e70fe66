using System.Buffers.Binary;
using System.IO.Compression;

namespace Saker.Events.Captures;

/// <summary>The blocks of a file, plain or gzip, each <c>u32 type; u32 length; body; padding; u32 length</c>.</summary>
internal sealed class BlockStream : IDisposable
{
    /// <summary>Room in front of each body: an event of the first format grows by its missing header field.</summary>
    public const int Headroom = 4;

    private const int FrameSize = 12;
    private const int MaxBlockSize = 256 * 1024 * 1024;
    private const int Step = 1024 * 1024;

    private readonly Stream stream;
    private byte[] buffer = new byte[Step];

    private BlockStream(string path, Stream stream)
    {
        Path = path;
        this.stream = stream;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Where the current block begins, counted in unpacked bytes.</summary>
    public long Offset { get; private set; }

    /// <summary>Type word of the current block.</summary>
    public uint Type { get; private set; }

    /// <summary>Size of its body.</summary>
    public int Size { get; private set; }

    /// <summary>Whole blocks read.</summary>
    public long Count { get; private set; }

    /// <summary>Where the file ends within a block; null when it does not.</summary>
    public long? CutAt { get; private set; }

    /// <summary>Its body.</summary>
    public ReadOnlySpan<byte> Body => buffer.AsSpan(Headroom, Size);

    /// <summary>The body with <see cref="Headroom"/> bytes in front.</summary>
    public byte[] Room => buffer;

    /// <exception cref="CaptureException">It cannot be opened.</exception>
    public static BlockStream Open(string path)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, Step, FileOptions.SequentialScan);
            Span<byte> head = stackalloc byte[2];
            int read = file.ReadAtLeast(head, 2, throwOnEndOfStream: false);
            file.Position = 0;
            bool gzip = read == 2 && head[0] == 0x1f && head[1] == 0x8b;
            return new BlockStream(path, gzip ? new BufferedStream(new GZipStream(file, CompressionMode.Decompress), Step) : file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new CaptureException($"cannot open capture {path}: {e.Message}");
        }
    }

    /// <summary>Turns to the next block; false at the end of the file.</summary>
    /// <exception cref="CaptureException">No block begins here.</exception>
    public bool Next()
    {
        if (Count > 0)
            Offset += Size + FrameSize;
        Span<byte> head = stackalloc byte[8];
        int read = Fill(head);
        if (read < head.Length)
            return End(read == 0);
        Type = BinaryPrimitives.ReadUInt32LittleEndian(head);
        uint total = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        if (total is < FrameSize or > MaxBlockSize || total % 4 != 0)
            throw Error("no block begins there");
        Size = (int)total - FrameSize;
        if (!FillBody(Size + 4))
            return End(false);
        if (BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(Headroom + Size)) != total)
            throw Error("the two lengths of the block differ");
        Count++;
        return true;
    }

    /// <summary>An error at the current block.</summary>
    public CaptureException Error(string problem) => new($"capture {Path} is damaged at offset {Offset}: {problem}");

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private bool End(bool whole)
    {
        CutAt = whole ? null : Offset;
        return false;
    }

    /// <summary>The buffer grows with what is there, not with what a length claims.</summary>
    private bool FillBody(int size)
    {
        for (int done = 0; done < size;)
        {
            int step = Math.Min(size - done, Step);
            if (buffer.Length < Headroom + done + step)
                Array.Resize(ref buffer, Math.Min(Headroom + size, (Headroom + done + step) * 2));
            if (Fill(buffer.AsSpan(Headroom + done, step)) < step)
                return false;
            done += step;
        }

        return true;
    }

    private int Fill(Span<byte> target)
    {
        try
        {
            return stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new CaptureException($"capture {Path} cannot be read behind offset {Offset}: {e.Message}");
        }
    }
}
