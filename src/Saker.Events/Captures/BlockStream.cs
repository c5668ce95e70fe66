using System.Buffers.Binary;
using System.IO.Compression;

namespace Saker.Events.Captures;

/// <summary>The blocks of a file, plain or gzip, each <c>u32 type; u32 length; body; padding; u32 length</c>.</summary>
internal sealed class BlockStream : IDisposable
{
    /// <summary>Bytes in front of each body that may be written: an event of the first format grows by its missing header field.</summary>
    public const int Headroom = 4;

    private const int HeadSize = 8;
    private const int FrameSize = HeadSize + sizeof(uint);
    private const int MaxBlockSize = 256 * 1024 * 1024;

    // Blocks are read where the file was read to. What fits into a processor's cache is read from there.
    private const int Window = 256 * 1024;

    private readonly Stream stream;
    private byte[] buffer = new byte[Window];
    private int begin;
    private int end;

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

    /// <summary>Its body, behind <see cref="Headroom"/> bytes that may be written.</summary>
    public Span<byte> Body => buffer.AsSpan(begin + HeadSize, Size);

    /// <exception cref="CaptureException">It cannot be opened.</exception>
    public static BlockStream Open(string path)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0, FileOptions.SequentialScan);
            Span<byte> head = stackalloc byte[2];
            int read = file.ReadAtLeast(head, 2, throwOnEndOfStream: false);
            file.Position = 0;
            bool gzip = read == 2 && head[0] == 0x1f && head[1] == 0x8b;
            return new BlockStream(path, gzip ? new GZipStream(file, CompressionMode.Decompress) : file);
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
        {
            Offset += Size + FrameSize;
            begin += Size + FrameSize;
        }

        if (!Has(HeadSize))
            return End(begin == end);
        Type = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(begin));
        uint total = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(begin + sizeof(uint)));
        if (total is < FrameSize or > MaxBlockSize || total % 4 != 0)
            throw Error("no block begins there");
        Size = (int)total - FrameSize;
        if (!Has((int)total))
            return End(false);
        if (BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(begin + HeadSize + Size)) != total)
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

    private bool Has(int size) => end - begin >= size || Fill(size);

    /// <summary>Reads on until so much is there. The buffer grows with what is there, not with what a length claims.</summary>
    private bool Fill(int size)
    {
        buffer.AsSpan(begin, end - begin).CopyTo(buffer);
        end -= begin;
        begin = 0;
        while (end < size)
        {
            if (end == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            int read = Read(buffer.AsSpan(end));
            if (read == 0)
                return false;
            end += read;
        }

        return true;
    }

    private int Read(Span<byte> target)
    {
        try
        {
            return stream.Read(target);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new CaptureException($"capture {Path} cannot be read behind offset {Offset}: {e.Message}");
        }
    }
}
