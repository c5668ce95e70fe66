using System.IO.Compression;
using System.Text;

namespace Saker.Events.Tests.Captures;

/// <summary>Puts a capture together, block by block, as a recorder would.</summary>
internal sealed class CaptureBytes : IDisposable
{
    private readonly MemoryStream stream = new();

    public CaptureBytes Section(uint magic = 0x1A2B3C4D, ushort major = 1) => Block(0x0A0D0D0A, w =>
    {
        w.Write(magic);
        w.Write(major);
        w.Write((ushort)2);
        w.Write(ulong.MaxValue);
    });

    public CaptureBytes Machine(string hostname) => Block(0x201, w =>
    {
        w.Write(4);
        w.Write(8UL << 30);
        w.Write(32768UL);
        byte[] name = new byte[128];
        Encoding.UTF8.GetBytes(hostname, name);
        w.Write(name);
        w.Write(1_700_000_000_000_000_000UL);
        w.Write(new byte[24]);
    });

    public CaptureBytes Thread(long tid, string comm, string exe, bool tail) => Block(0x215, w =>
    {
        using var entry = new MemoryStream();
        using var e = new BinaryWriter(entry);
        foreach (long id in new[] { tid, tid, 1L, 7L, tid })
            e.Write(id);
        foreach (string text in new[] { comm, exe, "/usr/bin/" + comm, "-l\0/tmp\0", "/home/" })
            Text(e, text);
        e.Write(1024L);
        e.Write(0u);
        e.Write(1000u);
        e.Write(100u);
        e.Write(new byte[12 + 16]);
        Text(e, "HOME=/home\0");
        e.Write(tid);
        e.Write(tid);
        Text(e, "cpu=/\0memory=/docker\0");
        Text(e, "/");
        if (tail)
        {
            e.Write(5UL);
            e.Write(34816u);
            e.Write(1000u);
            e.Write((byte)1);
            e.Write(1UL);
            e.Write(2UL);
            e.Write(3UL);
            e.Write((byte)1);
            e.Write(99UL);
            e.Write(100UL);
            e.Write(101UL);
            e.Write((byte)0);
            e.Write((byte)1);
            e.Write(tid);
        }

        w.Write((uint)entry.Length + 4);
        w.Write(entry.ToArray());
    });

    public CaptureBytes Descriptor(long tid, long fd, string path) => Block(0x218, w =>
    {
        w.Write(tid);
        w.Write(8 + 8 + 1 + 4 + 2 + path.Length + 4 + 4);
        w.Write(fd);
        w.Write(77UL);
        w.Write((byte)DescriptorType.File);
        w.Write(1u);
        Text(w, path);
        w.Write(42u);
    });

    public CaptureBytes Event(EventCode code, ulong time, long tid, params byte[][] parameters) => Block(0x216, w =>
    {
        w.Write((ushort)3);
        w.Write(time);
        w.Write(tid);
        w.Write(26 + parameters.Sum(p => 2 + p.Length));
        w.Write((ushort)code);
        w.Write(parameters.Length);
        foreach (byte[] p in parameters)
            w.Write((ushort)p.Length);
        foreach (byte[] p in parameters)
            w.Write(p);
    });

    /// <summary>An event whose length words are four bytes wide.</summary>
    public CaptureBytes LargeEvent(EventCode code, ulong time, long tid, params byte[][] parameters) => Block(0x221, w =>
    {
        w.Write((ushort)3);
        w.Write(time);
        w.Write(tid);
        w.Write(26 + parameters.Sum(p => 4 + p.Length));
        w.Write((ushort)code);
        w.Write(parameters.Length);
        foreach (byte[] p in parameters)
            w.Write(p.Length);
        foreach (byte[] p in parameters)
            w.Write(p);
    });

    /// <summary>An event in a block of the first revision, whose header has no number of parameters; flagged ones are for the state alone.</summary>
    public CaptureBytes FirstFormat(uint type, EventCode code, long tid, params byte[][] parameters) => Block(type, w =>
    {
        w.Write((ushort)3);
        if (type == 0x208)
            w.Write(1u);
        w.Write(1_500_000_000_000_000_000UL);
        w.Write(tid);
        w.Write(22 + parameters.Sum(p => 2 + p.Length));
        w.Write((ushort)code);
        foreach (byte[] p in parameters)
            w.Write((ushort)p.Length);
        foreach (byte[] p in parameters)
            w.Write(p);
    });

    public CaptureBytes Block(uint type, Action<BinaryWriter> write)
    {
        using var body = new MemoryStream();
        using var writer = new BinaryWriter(body);
        write(writer);
        while (body.Length % 4 != 0)
            writer.Write((byte)0);
        using var block = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        block.Write(type);
        block.Write((uint)body.Length + 12);
        block.Write(body.ToArray());
        block.Write((uint)body.Length + 12);
        return this;
    }

    public void Dispose() => stream.Dispose();

    public byte[] Plain() => stream.ToArray();

    public byte[] Gzip()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Plain());
        return packed.ToArray();
    }

    private static void Text(BinaryWriter writer, string text)
    {
        writer.Write((ushort)Encoding.UTF8.GetByteCount(text));
        writer.Write(Encoding.UTF8.GetBytes(text));
    }
}
