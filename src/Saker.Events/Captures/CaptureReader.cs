using System.Buffers.Binary;
using System.IO.Compression;

namespace Saker.Events.Captures;

/// <summary>
/// Reads a capture file: a stream of blocks, plain or gzip, each <c>u32 type; u32 length; body; padding; u32 length</c>. The file
/// may come from anywhere, so nothing in it is believed before it is checked.
/// </summary>
public sealed unsafe class CaptureReader : IDisposable
{
    private const uint Magic = 0x1A2B3C4D;
    private const int MaxBlockSize = 256 * 1024 * 1024;
    private const uint StateOnly = 1;

    private readonly Stream stream;
    private byte[] buffer = new byte[1024 * 1024];
    private long offset;

    private CaptureReader(Stream stream)
    {
        this.stream = stream;
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="CaptureException">It cannot be opened.</exception>
    public static CaptureReader Open(string path)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1024 * 1024, FileOptions.SequentialScan);
            Span<byte> head = stackalloc byte[2];
            int read = file.ReadAtLeast(head, 2, throwOnEndOfStream: false);
            file.Position = 0;
            bool gzip = read == 2 && head[0] == 0x1f && head[1] == 0x8b;
            return new CaptureReader(gzip ? new BufferedStream(new GZipStream(file, CompressionMode.Decompress), 1024 * 1024) : file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaptureException($"cannot open capture {path}: {e.Message}");
        }
    }

    /// <summary>Reads to the end, or until the visitor stops.</summary>
    /// <exception cref="CaptureException">The file is no capture, is damaged, or needs a newer reader.</exception>
    public void Read(ICaptureVisitor visitor)
    {
        while (NextBlock(out uint word, out int size))
        {
            var type = BlockType.Of(word);
            if (offset == 0 && type.Kind != BlockKind.Section)
                throw new CaptureException("the file is no capture: it does not begin with a section header");
            var block = new BlockCursor(buffer.AsSpan(0, size), offset);
            switch (type.Kind)
            {
                case BlockKind.Section:
                    CheckSection(block);
                    break;
                case BlockKind.Machine:
                    // A machine after events opens a second capture, appended to the first.
                    visitor.Begin(StartPictureBlocks.Machine(block));
                    break;
                case BlockKind.Event or BlockKind.FlaggedEvent:
                    if (!ReadEvent(type, size, visitor))
                        return;
                    break;
                default:
                    ReadStartPicture(type, block, visitor);
                    break;
            }

            offset += size + 12;
        }

        if (offset == 0)
            throw new CaptureException("the file is empty");
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private static void ReadStartPicture(BlockType type, BlockCursor block, ICaptureVisitor visitor)
    {
        switch (type.Kind)
        {
            case BlockKind.Threads:
                StartPictureBlocks.Threads(block, type.Version, visitor);
                break;
            case BlockKind.Descriptors:
                StartPictureBlocks.Descriptors(block, type.Version, visitor);
                break;
            case BlockKind.Interfaces:
                StartPictureBlocks.Interfaces(block, type.Version, visitor);
                break;
            case BlockKind.Users:
                StartPictureBlocks.Users(block, type.Version, visitor);
                break;
        }
    }

    private static void CheckSection(BlockCursor block)
    {
        uint magic = block.Read<uint>();
        if (magic != Magic)
        {
            throw new CaptureException(BinaryPrimitives.ReverseEndianness(magic) == Magic
                ? "the capture was written on a machine of the other byte order, which is not supported"
                : "the file is no capture: its section header has no magic number");
        }

        int major = block.Read<ushort>();
        if (major != 1)
            throw new CaptureException($"the capture has format version {major}; this reader knows version 1");
    }

    private bool ReadEvent(BlockType type, int size, ICaptureVisitor visitor)
    {
        if (type.Version < 2)
            throw new CaptureException("the capture holds events of the first format, which this reader does not know");
        int header = type.Kind == BlockKind.FlaggedEvent ? 6 : 2;
        if (size < header)
            throw new CaptureException($"the capture's event at offset {offset} is too short");
        fixed (byte* bytes = buffer)
        {
            int cpu = *(ushort*)bytes;
            uint flags = header == 6 ? *(uint*)(bytes + 2) : 0;
            return visitor.Event(bytes + header, size - header, cpu, (flags & StateOnly) != 0);
        }
    }

    private bool NextBlock(out uint word, out int size)
    {
        Span<byte> head = stackalloc byte[8];
        int read = Fill(head);
        word = BinaryPrimitives.ReadUInt32LittleEndian(head);
        size = 0;
        if (read == 0)
            return false;
        long total = read < 8 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        if (total is < 12 or > MaxBlockSize)
            throw new CaptureException($"the capture is damaged at offset {offset}: no block begins there");
        size = (int)total - 12;
        if (buffer.Length < size + 4)
            buffer = new byte[size + 4 + (size / 2)];

        // A recorder that was killed leaves its last block unfinished; what came before it counts.
        return Fill(buffer.AsSpan(0, size + 4)) == size + 4;
    }

    private int Fill(Span<byte> target)
    {
        try
        {
            return stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw new CaptureException($"the capture's compression is damaged behind offset {offset}: {e.Message}");
        }
    }
}
