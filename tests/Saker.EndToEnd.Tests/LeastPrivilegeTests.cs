using Saker.EndToEnd.Tests.Fixture;

namespace Saker.EndToEnd.Tests;

/// <summary>The sensor as somebody else, with no more than it takes; and the unit file that starts it so.</summary>
[Collection(nameof(OwnSensor))]
public class LeastPrivilegeTests
{
    private const string UnitFile = "deploy/systemd/saker.service";

    [Fact]
    public void Three_capabilities_are_enough_for_another_user()
    {
        using var sensor = OwnSensor.StartAsNobody("+bpf,+perfmon,+sys_ptrace", $"file_output: {{enabled: false}}\nsaker: {{spool: {{enabled: false}} }}");
        File.ReadAllText($"/proc/{sensor.ProcessId}/status").Should().MatchRegex("Uid:\t65534\t65534").And.Contain("CapEff:\t000000c000080000\n").And.Contain("CapBnd:\t000000c000080000\n");
        sensor.Plant("a");
        sensor.WaitForAlert("/planted-a");
        sensor.Log.Should().NotContain(l => l.Contains("does not take the probe", StringComparison.Ordinal));
    }

    [Fact]
    public void The_unit_file_grants_these_and_is_what_the_service_manager_calls_safe()
    {
        string file = Path.Combine(LiveSensor.Metadata("Repository"), UnitFile);
        File.ReadAllText(file).Should().Contain("\nAmbientCapabilities=CAP_BPF CAP_PERFMON CAP_SYS_PTRACE\n").And.Contain("\nCapabilityBoundingSet=CAP_BPF CAP_PERFMON CAP_SYS_PTRACE\n");
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is not installed");
        var (code, output, error) = Shell.Run("systemd-analyze", "security", "--offline=yes", "--threshold=25", "--no-pager", file);
        code.Should().Be(0, output + error);
        TestContext.Current.TestOutputHelper?.WriteLine(output.Split('\n').Last(l => l.Contains("exposure", StringComparison.Ordinal)));
        (output + error).Should().NotContain("ignoring");
    }
}
