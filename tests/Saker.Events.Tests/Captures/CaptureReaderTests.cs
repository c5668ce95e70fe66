using System.Text;
using Saker.Events.Captures;

namespace Saker.Events.Tests.Captures;

public class CaptureReaderTests
{
    private static CaptureBytes Whole => new CaptureBytes().Section().Machine("node1").Thread(42, "ls", "/bin/ls", tail: true)
        .Descriptor(42, 3, "/etc/passwd").Event(EventCode.SyscallChdirX, 1_700_000_001_000_000_000, 42, new byte[8], "/tmp\0"u8.ToArray());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plain_and_gzip_files_read_alike(bool gzip)
    {
        var seen = Read(gzip ? Whole.Gzip() : Whole.Plain());
        seen.Machines.Single().Should().Be(new CapturedMachine(4, 8UL << 30, "node1", 1_700_000_000_000_000_000));
        seen.Events.Should().Equal("chdir cpu=3 tid=42 path=/tmp");
        var (tid, descriptor) = seen.Descriptors.Single();
        tid.Should().Be(42);
        (descriptor.Number, descriptor.Type, descriptor.Ino, descriptor.OpenFlags, descriptor.Dev).Should().Be((3, DescriptorType.File, 77, 1u, 42u));
        Encoding.UTF8.GetString(descriptor.Name).Should().Be("/etc/passwd");
    }

    [Fact]
    public void A_thread_has_everything_its_entry_holds()
    {
        var thread = Read(Whole.Plain()).Threads.Single();
        (thread.Tid, thread.Pid, thread.ParentTid, thread.Sid, thread.Vpgid, thread.Pgid).Should().Be((42, 42, 1, 7, 42, 42));
        Encoding.UTF8.GetString(thread.Arguments).Should().Be("-l\0/tmp\0");
        Encoding.UTF8.GetString(thread.Cgroups).Should().Be("cpu=/\0memory=/docker\0");
        (thread.PidNamespaceStart, thread.Tty, thread.LoginUid).Should().Be((5UL, 34816u, 1000u));
        (thread.CapInheritable, thread.CapPermitted, thread.CapEffective).Should().Be((1UL, 2UL, 3UL));
        (thread.ExeIno, thread.ExeCtime, thread.ExeMtime, thread.ExeFlags).Should().Be((99UL, 100UL, 101UL, 1u | 2u | 8u));
    }

    [Fact]
    public void Fields_that_an_older_writer_left_out_are_unset()
    {
        var thread = Read(new CaptureBytes().Section().Machine("old").Thread(1, "init", "/init", tail: false).Plain()).Threads.Single();
        (thread.Tty, thread.LoginUid, thread.Pgid).Should().Be((0u, uint.MaxValue, -1L));
    }

    [Fact]
    public void Unknown_blocks_are_passed_over()
    {
        var bytes = new CaptureBytes().Section().Machine("m").Block(0x999, w => w.Write(12345))
            .Event(EventCode.SyscallChdirX, 1, 1, new byte[8], "/\0"u8.ToArray());
        Read(bytes.Plain()).Events.Should().ContainSingle();
    }

    [Fact]
    public void What_came_before_an_unfinished_block_counts()
    {
        byte[] whole = Whole.Plain();
        Read(whole[..^5]).Threads.Should().ContainSingle();
        Read(whole[..^5]).Events.Should().BeEmpty();
        Read(whole[..^5]).CutAt.Should().BeInRange(1, whole.Length - 5);
        Read(whole).CutAt.Should().BeNull();
    }

    public static TheoryData<byte[], string> Damaged => new()
    {
        { [], "empty" },
        { "#!/bin/sh\necho this is a script\n"u8.ToArray(), "*" },
        { new CaptureBytes().Machine("m").Plain(), "does not begin with a section header" },
        { new CaptureBytes().Section(magic: 0x4D3C2B1A).Plain(), "other byte order" },
        { new CaptureBytes().Section(magic: 5).Plain(), "no magic number" },
        { new CaptureBytes().Section(major: 2).Plain(), "format version 2" },
        { new CaptureBytes().Section().Plain()[..20], "ends before its first block does" },
        { [.. new CaptureBytes().Section().Plain(), .. new byte[8]], "damaged at offset 28" },
        { new CaptureBytes().Section().Block(0x215, w => w.Write(500)).Plain(), "ends in the middle of a value" },
        { new CaptureBytes().Section().Block(0x215, w => w.Write(-1)).Plain(), "ends in the middle of a value" },
        { new CaptureBytes().Section().Block(0x216, _ => { }).Plain(), "too short" },
        { new CaptureBytes().Section().Block(0x204, w => w.Write(new byte[4])).Plain(), "too short" },
        { new CaptureBytes().Section().Block(0x204, w => w.Write(new byte[40])).Plain(), "length is not that of its block" },
        { [.. new CaptureBytes().Section().Block(0x204, w => w.Write(1)).Plain()[..^1], 7], "two lengths of the block differ" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void A_damaged_file_is_refused_with_a_reason(byte[] bytes, string message)
    {
        FluentActions.Invoking(() => Read(bytes)).Should().Throw<CaptureException>().WithMessage($"*{message}*").WithMessage("*saker-capture-*");
    }

    [Fact]
    public void No_cut_and_no_flipped_byte_does_more_than_raise_the_reader_s_own_error()
    {
        byte[] whole = Whole.Plain();
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] flipped = [.. whole];
            flipped[i] ^= 0xff;
            foreach (byte[] bytes in new[] { flipped, whole[..i] })
            {
                try
                {
                    Read(bytes);
                }
                catch (CaptureException)
                {
                    // The one error it may raise.
                }
            }
        }
    }

    [Fact]
    public void A_missing_file_is_refused()
    {
        FluentActions.Invoking(() => CaptureReader.Open("/no/such/capture")).Should().Throw<CaptureException>().WithMessage("cannot open capture /no/such/capture*");
    }

    private static CaptureContent Read(byte[] bytes) => CaptureContent.Read(bytes);
}
