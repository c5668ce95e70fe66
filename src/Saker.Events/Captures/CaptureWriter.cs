using System.IO.Compression;
using System.Text;

namespace Saker.Events.Captures;

/// <summary>
/// Writes a capture file, gzip, in today's revision of every block, in the order that readers expect: machine, threads, descriptors,
/// interfaces, users, then events.
/// </summary>
public sealed class CaptureWriter : IDisposable
{
    private const uint Magic = 0x1A2B3C4D;
    private const uint StateOnly = 1;
    private const int HostnameSize = 128;

    // Longer blocks of events have a type of their own, since readers keep room of this size for the others.
    private const int MaxEventBlock = 65000;
    private const int MaxLargeBlock = 16 * 1024 * 1024;
    private const int Chunk = 32 * 1024;

    private readonly FileStream file;
    private readonly Stream stream;
    private readonly BlockBuilder block = new();

    private CaptureWriter(string path, FileStream file)
    {
        Path = path;
        this.file = file;
        stream = new BufferedStream(new GZipStream(file, CompressionLevel.Fastest), 256 * 1024);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Bytes that are in the file so far; what is still being packed comes on top.</summary>
    public long Size => file.Position;

    /// <summary>Events written.</summary>
    public long Events { get; private set; }

    /// <summary>Makes a file that only its owner may read: a capture holds command lines and environments.</summary>
    /// <param name="path">Where; a file that is there already is replaced.</param>
    /// <param name="recorder">Program and version, for the file's header.</param>
    /// <exception cref="CaptureException">It cannot be made.</exception>
    public static CaptureWriter Create(string path, string recorder)
    {
        try
        {
            var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                Share = FileShare.Read,
                BufferSize = 0,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            var writer = new CaptureWriter(path, file);
            writer.block.Begin(BlockType.Section).Add(Magic).Add((ushort)1).Add((ushort)2).Add(ulong.MaxValue);
            SectionOptions.Write(writer.block, SectionOptions.Application, recorder);
            writer.Put();
            return writer;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new CaptureException($"cannot write capture {path}: {e.Message}");
        }
    }

    /// <summary>Writes what machine this is.</summary>
    /// <exception cref="CaptureException">The file cannot be written, as in every other member.</exception>
    public void Write(CapturedMachine machine)
    {
        byte[] hostname = new byte[HostnameSize];
        byte[] name = Encoding.UTF8.GetBytes(machine.Hostname);
        name.AsSpan(0, Math.Min(name.Length, HostnameSize - 1)).CopyTo(hostname);
        block.Begin(BlockType.Machine).Add(machine.Processors).Add(machine.MemoryBytes).Add(0UL).Add(hostname).Add(machine.BootTime);
        block.Add(0UL).Add(0UL).Add(0UL);
        Put();
    }

    /// <summary>Writes the threads that run.</summary>
    public void Write(IEnumerable<CapturedThread> threads) => Write(BlockType.Threads, threads, static (b, t) => EntryWriter.Thread(b, t));

    /// <summary>Writes the descriptors of a thread's process.</summary>
    public void Write(long tid, IReadOnlyCollection<CapturedDescriptor> descriptors)
    {
        if (descriptors.Count == 0)
            return;
        block.Begin(BlockType.Descriptors).Add(tid);
        foreach (var descriptor in descriptors)
            EntryWriter.Descriptor(block, descriptor);
        Put();
    }

    /// <summary>Writes the machine's interfaces.</summary>
    public void Write(IEnumerable<CapturedInterface> interfaces) =>
        Write(BlockType.Interfaces, interfaces, static (b, i) => EntryWriter.Interface(b, i));

    /// <summary>Writes the machine's users and groups.</summary>
    public void Write(IEnumerable<CapturedUser> users, IEnumerable<CapturedGroup> groups)
    {
        block.Begin(BlockType.Users);
        foreach (var user in users)
            EntryWriter.User(block, user);
        foreach (var group in groups)
            EntryWriter.Group(block, group);
        Put();
    }

    /// <summary>Writes what the format has no room for.</summary>
    public void Write(IEnumerable<CapturedTaskFact> facts) => Write(BlockType.TaskFacts, facts, static (b, f) => EntryWriter.TaskFact(b, f));

    /// <summary>Writes an event, and behind it the facts that it carries.</summary>
    /// <param name="e">The event.</param>
    /// <param name="stateOnly">Whether it is there for the state's sake alone.</param>
    public void Write(Event e, bool stateOnly)
    {
        bool large = e.Info.LengthSize == 4 || e.Bytes.Length > MaxEventBlock;
        block.Begin((large, stateOnly) switch
        {
            (false, false) => BlockType.Event,
            (false, true) => BlockType.FlaggedEvent,
            (true, false) => BlockType.LargeEvent,
            (true, true) => BlockType.LargeFlaggedEvent,
        });
        block.Add((ushort)e.Cpu);
        if (stateOnly)
            block.Add(StateOnly);
        block.Add(e.Bytes);
        FactTrailer.Write(block, e, large ? MaxLargeBlock : MaxEventBlock);
        Put();
        Events++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            stream.Dispose();
        }
        catch (IOException e)
        {
            throw Failure(e);
        }
    }

    private void Write<T>(uint type, IEnumerable<T> entries, Action<BlockBuilder, T> add)
    {
        block.Begin(type);
        foreach (var entry in entries)
        {
            add(block, entry);
            if (block.Length < Chunk)
                continue;
            Put();
            block.Begin(type);
        }

        if (block.Length > 0)
            Put();
    }

    private void Put()
    {
        try
        {
            stream.Write(block.End());
        }
        catch (IOException e)
        {
            throw Failure(e);
        }
    }

    private CaptureException Failure(IOException e) => new($"cannot write capture {Path}: {e.Message}");
}
