using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Saker.Events.Captures;

namespace Saker.Events.Tests.Captures;

/// <summary>What the writer writes is what the format's description says, and what the reader reads back.</summary>
public sealed unsafe class CaptureWriterTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"saker-writer-{Guid.NewGuid():N}");

    private static CapturedThread Thread { get; } = new()
    {
        Tid = 43,
        Pid = 42,
        ParentTid = 1,
        Sid = 7,
        Vpgid = 8,
        Pgid = 9,
        Vtid = 2,
        Vpid = 3,
        Comm = [.. "worker"u8],
        Exe = [.. "./srv"u8],
        ExePath = [.. "/opt/srv"u8],
        Arguments = [.. "-x\0"u8],
        Environment = [.. "A=b\0"u8],
        Cwd = [.. "/opt/"u8],
        Root = [.. "/"u8],
        Cgroups = [.. "cpu=/\0"u8],
        FdLimit = 1024,
        Flags = 8193,
        Uid = 1,
        Gid = 2,
        LoginUid = 3,
        VmSize = 4,
        VmRss = 5,
        VmSwap = 6,
        MajorFaults = 10,
        MinorFaults = 11,
        PidNamespaceStart = 12,
        Tty = 34816,
        CapInheritable = 13,
        CapPermitted = 14,
        CapEffective = 15,
        ExeIno = 16,
        ExeCtime = 17,
        ExeMtime = 18,
        ExeFlags = 1 | 4,
    };

    private static CapturedDescriptor[] Descriptors { get; } =
    [
        new(0, DescriptorType.File, 5, [.. "/etc/passwd"u8], [], 0, [], 0, 0, 1, 42, 0, 0),
        new(1, DescriptorType.Ipv4, 6, [], [10, 0, 0, 1], 4000, [10, 0, 0, 2], 80, 2, 0, 0, 0, 0),
        new(2, DescriptorType.Ipv6Server, 7, [], new byte[16], 443, [], 0, 2, 0, 0, 0, 0),
        new(3, DescriptorType.Unix, 8, [.. "/run/x"u8], [], 0, [], 0, 0, 0, 0, 11, 12),
        new(4, DescriptorType.Fifo, 9, [.. "pipe:[9]"u8], [], 0, [], 0, 0, 0, 0, 0, 0),
    ];

    [Fact]
    public void The_reader_reads_back_what_was_written()
    {
        Write();
        var content = CaptureContent.Read(path);
        content.Machines.Single().Should().Be(new CapturedMachine(2, 4096, "here", 77) { Recorder = "Saker 1.2.3" });
        content.Threads.Single().Should().BeEquivalentTo(Thread);
        content.Descriptors.Select(d => d.Descriptor).Should().BeEquivalentTo(Descriptors, o => o.WithStrictOrdering());
        content.Interfaces.Single().Should().BeEquivalentTo(new CapturedInterface("eth0", [10, 0, 0, 1], [255, 255, 255, 0]));
        content.Users.Single().Should().BeEquivalentTo(new CapturedUser(1000, 100, [.. "ann"u8], [.. "/home/ann"u8], [.. "/bin/sh"u8]));
        content.Groups.Single().Should().BeEquivalentTo(new CapturedGroup(100, [.. "users"u8]));
        content.TaskFacts.Single().Should().Be(new CapturedTaskFact(43, 1, 2, 3));
        content.Events.Should().Equal("chdir cpu=3 tid=43 path=/tmp", "chdir cpu=3 tid=43 path=/var");
        content.StateOnly.Should().Equal(false, true);
        content.CutAt.Should().BeNull();
    }

    [Fact]
    public void Blocks_come_in_the_order_and_layout_of_the_format()
    {
        Write();
        var blocks = Blocks(path);
        blocks.Select(b => b.Type).Should().Equal(0x0A0D0D0Au, 0x201u, 0x215u, 0x218u, 0x219u, 0x220u, 0x53414B52u, 0x216u, 0x217u);
        blocks.Should().OnlyContain(b => b.Body.Length % 4 == 0);

        byte[] thread = blocks[2].Body;
        int size = BinaryPrimitives.ReadInt32LittleEndian(thread);
        (thread.Length - size).Should().BeInRange(0, 3);
        thread.AsSpan(size - 8, 8).ToArray().Should().Equal(BitConverter.GetBytes(9L), "the process group is the last value of an entry");

        byte[] socket = blocks[3].Body[(8 + 4 + 8 + 8 + 1 + 4 + 2 + 11 + 4)..];
        BinaryPrimitives.ReadInt32LittleEndian(socket).Should().Be(4 + 8 + 8 + 1 + 4 + 4 + 2 + 2 + 1);
        socket[21..29].Should().Equal(10, 0, 0, 1, 10, 0, 0, 2);

        byte[] e = blocks[7].Body;
        BinaryPrimitives.ReadUInt16LittleEndian(e).Should().Be(3);
        int length = BinaryPrimitives.ReadInt32LittleEndian(e.AsSpan(18));
        length.Should().Be(26 + (2 * 2) + 8 + 5);
        Encoding.UTF8.GetString(e.AsSpan(2 + length - 5, 4)).Should().Be("/tmp");
    }

    [Fact]
    public void Facts_travel_behind_the_event_where_others_do_not_look()
    {
        byte[] facts = new byte[FactHeader.SizeOfStruct];
        BinaryPrimitives.WriteUInt16LittleEndian(facts.AsSpan(4), (ushort)facts.Length);
        byte[] bytes = Chdir("/tmp");
        using (var writer = CaptureWriter.Create(path, "Saker 1.2.3"))
        {
            var view = new Event();
            fixed (byte* at = bytes, fact = facts)
            {
                view.Attach(at, bytes.Length, fact, facts.Length, 1, 1).Should().BeTrue();
                writer.Write(view, stateOnly: false);
            }
        }

        var content = CaptureContent.Read(path);
        content.Events.Should().Equal("chdir cpu=1 tid=43 path=/tmp");
        content.WithFacts.Should().Equal(true);
        byte[] body = Blocks(path)[1].Body;
        body.AsSpan(2, bytes.Length).ToArray().Should().Equal(bytes);
    }

    [Fact]
    public void Only_the_owner_may_read_a_capture()
    {
        Write();
        File.GetUnixFileMode(path).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void A_file_that_cannot_be_made_is_refused()
    {
        FluentActions.Invoking(() => CaptureWriter.Create("/no/such/place/x.scap", "Saker")).Should().Throw<CaptureException>()
            .WithMessage("cannot write capture /no/such/place/x.scap*");
    }

    public void Dispose() => File.Delete(path);

    private void Write()
    {
        using var writer = CaptureWriter.Create(path, "Saker 1.2.3");
        writer.Write(new CapturedMachine(2, 4096, "here", 77));
        writer.Write([Thread]);
        writer.Write(42, Descriptors);
        writer.Write([new CapturedInterface("eth0", [10, 0, 0, 1], [255, 255, 255, 0])]);
        writer.Write([new CapturedUser(1000, 100, [.. "ann"u8], [.. "/home/ann"u8], [.. "/bin/sh"u8])], [new CapturedGroup(100, [.. "users"u8])]);
        writer.Write([new CapturedTaskFact(43, 1, 2, 3)]);
        var view = new Event();
        foreach (string to in new[] { "/tmp", "/var" })
        {
            byte[] bytes = Chdir(to);
            fixed (byte* at = bytes)
            {
                view.AttachBare(at, bytes.Length, 3, 1).Should().BeTrue();
                writer.Write(view, stateOnly: to == "/var");
            }
        }
    }

    private static byte[] Chdir(string to)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(1_700_000_000_000_000_000UL);
        writer.Write(43L);
        writer.Write(26 + 4 + 8 + to.Length + 1);
        writer.Write((ushort)EventCode.SyscallChdirX);
        writer.Write(2);
        writer.Write((ushort)8);
        writer.Write((ushort)(to.Length + 1));
        writer.Write(0L);
        writer.Write(Encoding.UTF8.GetBytes(to + '\0'));
        return stream.ToArray();
    }

    private static List<(uint Type, byte[] Body)> Blocks(string path)
    {
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
            gzip.CopyTo(unpacked);
        byte[] all = unpacked.ToArray();
        var blocks = new List<(uint, byte[])>();
        for (int at = 0; at < all.Length;)
        {
            int total = BinaryPrimitives.ReadInt32LittleEndian(all.AsSpan(at + 4));
            BinaryPrimitives.ReadInt32LittleEndian(all.AsSpan(at + total - 4)).Should().Be(total);
            blocks.Add((BinaryPrimitives.ReadUInt32LittleEndian(all.AsSpan(at)), all[(at + 8)..(at + total - 4)]));
            at += total;
        }

        return blocks;
    }
}
