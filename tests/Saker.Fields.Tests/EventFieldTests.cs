using Saker.Events;
using Saker.State;
using Saker.Testing;

namespace Saker.Fields.Tests;

public sealed class EventFieldTests : FieldTests
{
    [Fact]
    public void Arguments_show_what_they_mean()
    {
        Apply(EventCode.SyscallOpenat_2X, 3, -100, "f", 7, 420, 0, 0);
        Ask("evt.arg", "fd").Should().Be("<f>/root/f");
        Ask("evt.arg", "0").Should().Be("<f>/root/f");
        Ask("evt.arg.dirfd").Should().Be("AT_FDCWD");
        Ask("evt.arg.name").Should().Be("/root/f");
        Ask("evt.arg.flags").Should().Be("O_CREAT|O_RDWR");
        Ask("evt.arg.mode").Should().Be("0644");
        Ask("evt.arg.target").Should().BeNull();
        Ask("evt.args").Should().Be(
            "fd=3(<f>/root/f) dirfd=-100(AT_FDCWD) name=f(/root/f) flags=7(O_CREAT|O_RDWR) mode=0644 dev=0 ino=0");
        Ask("evt.rawarg.flags").Should().Be("7");
    }

    [Fact]
    public void What_was_not_collected_says_so()
    {
        Apply(EventCode.SyscallOpenat_2X, 3, -100, null, null, null, null, null);
        Ask("evt.arg.name").Should().Be("<NA>");
        Ask("evt.arg.flags").Should().Be("<NA>");
        Ask("evt.rawarg.flags").Should().BeNull("no condition sees a number that is not there");
    }

    [Fact]
    public void Results()
    {
        Apply(EventCode.SyscallMkdir_2X, -13, "/x", 0);
        Ask("evt.res").Should().Be("EACCES");
        Ask("evt.rawres").Should().Be("-13");
        Ask("evt.failed").Should().Be("1");
        Ask("evt.count.error").Should().Be("1");
        Apply(EventCode.SyscallMkdir_2X, 0, "/x", 0);
        Ask("evt.res").Should().Be("SUCCESS");
        Ask("evt.type").Should().Be("mkdir");
        Ask("evt.dir").Should().Be("<");
        Apply(EventCode.Procexit_1E, 0, 0, 0, 0, 0);
        Ask("evt.rawres").Should().BeNull();
        Ask("syscall.type").Should().BeNull();
    }

    [Fact]
    public void A_generic_event_has_the_name_of_its_call()
    {
        int code = EventSchema.Syscalls.First(s => s.Name == "madvise").Code;
        Apply(EventCode.GenericX, code, 28);
        Ask("evt.type").Should().Be("madvise");
        Ask("evt.args").Should().Be("");
    }

    [Theory]
    [InlineData(EventCode.SyscallOpenat_2X, 4, 73, "1")]
    [InlineData(EventCode.SyscallOpenat_2X, 4, 420, "0")]
    [InlineData(EventCode.SyscallOpenat_2X, 1, 73, "0")]
    public void Opening_what_can_be_executed(EventCode code, int flags, int mode, string expected)
    {
        Apply(code, 3, -100, "f", flags, mode, 0, 0);
        Ask("evt.is_open_exec").Should().Be(expected);
    }

    [Fact]
    public void Users_and_signals_have_names()
    {
        Apply(EventCode.SyscallSetuidX, 0, 1000);
        Ask("evt.arg.uid").Should().Be("ann");
        Apply(EventCode.SyscallKillX, 0, 1, 9);
        Ask("evt.arg.sig").Should().Be("SIGKILL");
        Ask("evt.arg.pid").Should().Be("init");
    }

    [Fact]
    public void Times()
    {
        Apply(EventCode.SyscallGetuidX, 0);
        Ask("evt.rawtime.s").Should().Be("1700000000");
        Ask("evt.time.iso8601").Should().Be("2023-11-14T22:13:20.000000000+0000");
        Apply(EventCode.SyscallGetuidX, 0);
        Ask("evt.reltime").Should().Be("1000000");
        Ask("evt.deltatime").Should().Be("1000000");
        Ask("evt.num").Should().Be("2");
    }

    [Fact]
    public void Bytes_are_given_as_they_are()
    {
        Apply(EventCode.SyscallWriteX, 3, new byte[] { 1, 0x41, 0 }, 5, 3);
        Ask("evt.buffer").Should().Be("\u0001A\0");
        Ask("evt.arg.data").Should().Be(".A.");
        Ask("evt.is_io_write").Should().Be("1");
    }

    [Fact]
    public void Asking_allocates_nothing()
    {
        var catalog = new FieldCatalog(new FieldOptions());
        var fields = catalog.Fields.Where(f => f.Argument != FieldArgument.Required && !f.Name.StartsWith("evt.time", StringComparison.Ordinal)
            && !f.Name.StartsWith("evt.datetime", StringComparison.Ordinal) && f.Name != "evt.outputtime")
            .Select(f => catalog.Bind(f.Name, null, out _)).ToArray();
        Apply(EventCode.SyscallOpenat_2X, 3, -100, "f", 7, 420, 0, 0);
        foreach (var field in fields)
        {
            Get(field!);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Get(field!);
            (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0, field!.Info.Name);
        }
    }

    private void Get(Field field)
    {
        Context.Texts.Reset();
        if (field is StringField text)
            text.Get(Context, 0, out _);
        else if (field is NumberField number)
            number.Get(Context, 0, out _);
        else if (field is AddressField address)
            address.Get(Context, 0, out _);
    }
}
