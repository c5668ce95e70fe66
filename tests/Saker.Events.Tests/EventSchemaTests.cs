using Saker.Events;

namespace Saker.Events.Tests;

public class EventSchemaTests
{
    [Fact]
    public void Every_event_has_its_code_as_index()
    {
        for (int i = 0; i < EventSchema.Events.Length; i++)
            ((int)EventSchema.Events[i].Code).Should().Be(i);
    }

    [Fact]
    public void Openat_has_its_parameters_in_capture_order()
    {
        var openat = EventSchema.Of(EventCode.SyscallOpenat_2X);
        openat.Name.Should().Be("openat");
        openat.Params.Select(p => p.Name).Should().Equal("fd", "dirfd", "name", "flags", "mode", "dev", "ino");
        openat.Params[2].Should().Be(new ParamInfo("name", ParamType.FsRelPath, PrintFormat.Unspecified, null, 1));
    }

    [Fact]
    public void Every_parameter_with_flags_names_a_table()
    {
        foreach (var parameter in EventSchema.Events.ToArray().SelectMany(e => e.Params).Where(p => p.Table is not null && p.Type != ParamType.Dyn))
            EventSchema.Flags.Should().ContainKey(parameter.Table!);
    }

    [Fact]
    public void System_calls_know_their_numbers_and_events()
    {
        var openat = EventSchema.Syscalls.Single(s => s.Name == "openat");
        openat.X64.Should().Be(257);
        openat.Arm64.Should().Be(56);
        openat.Event!.Code.Should().Be(EventCode.SyscallOpenat_2X);
        EventSchema.Compat[295].Should().Be(257, "32-bit openat is the same call");
    }

    [Fact]
    public void Capabilities_start_at_bit_zero()
    {
        EventSchema.Flags["capabilities"].Values[0].Should().Be(("CAP_CHOWN", 1UL));
    }
}
