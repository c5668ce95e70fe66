using System.Buffers.Binary;

namespace Saker.Events.Captures;

/// <summary>
/// Reads a capture file, and hands on what it holds as if it had been recorded today. The file may come from anywhere, so nothing
/// in it is believed before it is checked.
/// </summary>
public sealed unsafe class CaptureReader : IDisposable
{
    private const uint Magic = 0x1A2B3C4D;

    private readonly BlockStream blocks;
    private readonly EventConverter converter = new();
    private string recorder = "";

    private CaptureReader(BlockStream blocks)
    {
        this.blocks = blocks;
    }

    /// <summary>Whole blocks read so far.</summary>
    public long Blocks => blocks.Count;

    /// <summary>How many of them hold an event.</summary>
    public long EventBlocks { get; private set; }

    /// <summary>Events handed on, after conversion.</summary>
    public ulong Events { get; private set; }

    /// <summary>
    /// Offset of an unfinished last block, as a recorder that was killed leaves it: what came before counts. Null when the file
    /// is whole.
    /// </summary>
    public long? CutAt => blocks.CutAt;

    /// <summary>Opens a file.</summary>
    /// <exception cref="CaptureException">It cannot be opened.</exception>
    public static CaptureReader Open(string path) => new(BlockStream.Open(path));

    /// <summary>Reads to the end, or until the visitor stops.</summary>
    /// <exception cref="CaptureException">The file is no capture, is damaged, or needs a newer reader.</exception>
    public void Read(ICaptureVisitor visitor)
    {
        try
        {
            while (blocks.Next())
            {
                if (!ReadBlock(visitor))
                    return;
            }
        }
        catch (BlockException e)
        {
            throw blocks.Error(e.Message);
        }

        if (blocks.Count == 0)
            throw new CaptureException($"{blocks.Path} is no capture: it {(blocks.CutAt is null ? "is empty" : "ends before its first block does")}");
    }

    /// <inheritdoc/>
    public void Dispose() => blocks.Dispose();

    private bool ReadBlock(ICaptureVisitor visitor)
    {
        var type = BlockType.Of(blocks.Type);
        if (blocks.Count == 1 && type.Kind != BlockKind.Section)
            throw new CaptureException($"{blocks.Path} is no capture: it does not begin with a section header");
        var body = new BlockCursor(blocks.Body);
        switch (type.Kind)
        {
            case BlockKind.Section:
                CheckSection(body);
                break;
            case BlockKind.Machine:
                // A machine after events opens a second capture, appended to the first.
                visitor.Begin(StartPictureBlocks.Machine(body) with { Recorder = recorder });
                break;
            case BlockKind.Threads:
                StartPictureBlocks.Threads(body, type.Version, visitor);
                break;
            case BlockKind.Descriptors:
                StartPictureBlocks.Descriptors(body, type.Version, visitor);
                break;
            case BlockKind.Interfaces:
                StartPictureBlocks.Interfaces(body, type.Version, visitor);
                break;
            case BlockKind.Users:
                StartPictureBlocks.Users(body, type.Version, visitor);
                break;
            case BlockKind.TaskFacts:
                StartPictureBlocks.TaskFacts(body, visitor);
                break;
            case BlockKind.Event or BlockKind.FlaggedEvent:
                return ReadEvent(type, visitor);
        }

        return true;
    }

    private void CheckSection(BlockCursor body)
    {
        uint magic = body.Read<uint>();
        if (magic != Magic)
        {
            throw new CaptureException(BinaryPrimitives.ReverseEndianness(magic) == Magic
                ? $"capture {blocks.Path} was written on a machine of the other byte order, which is not supported"
                : $"{blocks.Path} is no capture: its section header has no magic number");
        }

        int major = body.Read<ushort>();
        if (major != 1)
            throw new CaptureException($"capture {blocks.Path} has format version {major}; this reader knows version 1");
        body.Take(sizeof(ushort) + sizeof(ulong));
        recorder = SectionOptions.Find(body, SectionOptions.Application);
    }

    private bool ReadEvent(BlockType type, ICaptureVisitor visitor)
    {
        EventBlocks++;
        fixed (byte* body = blocks.Body)
        {
            int size = blocks.Size;
            byte* bytes = Captures.EventBlocks.Find(type, body, ref size, out int cpu, out bool stateOnly);
            if (bytes == null)
                return true;
            int shift = (int)(bytes - body);
            byte* facts = FactTrailer.Find(bytes, size, shift, out int factsSize);
            if (!converter.Convert(ref bytes, ref size))
                return true;
            if (!visitor.Current.Attach(bytes, size, facts, factsSize, cpu, Events + 1))
                throw new BlockException("the event does not hold what its header says");
            Events++;
            return visitor.Event(stateOnly);
        }
    }
}
