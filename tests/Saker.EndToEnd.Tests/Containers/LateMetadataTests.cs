using System.Text.Json;
using Saker.EndToEnd.Tests.Fixture;
using Saker.EndToEnd.Tests.Fixture.Runtimes;

namespace Saker.EndToEnd.Tests.Containers;

/// <summary>Alerts of containers that are not known yet: held back, amended, withdrawn; and cgroups that only look like containers.</summary>
[Collection(nameof(RuntimesFixture))]
public class LateMetadataTests
{
    private const string Act = "cat DIRECTORY/planted-file 2> /dev/null; true";

    private const string Rules = """
        - rule: Planted by others
          desc: Files are read by those who may not.
          condition: evt.type in (open, openat) and fd.name startswith DIRECTORY/planted and container.name != allowed
          output: planted %container.id %container.name %container.image.repository %container.image.tag %container.image.digest %container.labels %container.is_verified
          priority: WARNING
        """;

    public LateMetadataTests(RuntimesFixture runtimes) => _ = runtimes;

    [Fact]
    public void An_alert_waits_for_the_name_of_its_container()
    {
        // The answer takes longer than an alert usually waits for it.
        using var docker = new FakeDocker { Delay = TimeSpan.FromSeconds(1) };
        using var sensor = OwnSensor.Start(
            ContainerConfigs.Docker(docker.Socket, "saker: {containers: {hold: {deadline_ms: 20000}}}"), Rules.Replace("container.name != allowed", "container.id != host", StringComparison.Ordinal));
        Run(sensor, docker, "other");
        var alert = Fields(sensor.WaitForAlert("planted"));
        alert["container.name"].Should().Be("other");
        alert["container.image.repository"].Should().Be("web");
        alert["container.image.digest"].Should().StartWith("sha256:1111");
        alert["container.labels"].Should().Be("name:other");
        alert["container.is_verified"].Should().Be("True");
        alert.Should().NotContainKey("saker.container_metadata");
    }

    [Fact]
    public void An_exception_for_a_container_holds_although_its_name_comes_late()
    {
        using var docker = new FakeDocker { Delay = TimeSpan.FromMilliseconds(50) };
        using var sensor = OwnSensor.Start(ContainerConfigs.Docker(docker.Socket, "saker: {containers: {hold: {deadline_ms: 5000}}}"), Rules);
        Run(sensor, docker, "allowed");
        Run(sensor, docker, "other");
        sensor.WaitForAlert("\"container.name\":\"other\"");
        sensor.Alerts.Should().NotContain(a => a.Contains("\"container.name\":\"allowed\"", StringComparison.Ordinal));
    }

    [Fact]
    public void What_goes_out_incomplete_is_amended()
    {
        using var docker = new FakeDocker { Delay = TimeSpan.FromSeconds(1) };
        using var sensor = OwnSensor.Start(ContainerConfigs.Docker(docker.Socket), Rules);
        Run(sensor, docker, "other");
        // Until somebody can tell, a comparison with the name is false: this one comes about only when the name is known.
        var alert = Fields(sensor.WaitForAlert("planted"));
        alert["container.name"].Should().Be("other");
    }

    [Fact]
    public void An_alert_that_needs_the_name_only_to_tell_it_goes_out_first_and_is_amended()
    {
        using var docker = new FakeDocker();
        using var sensor = OwnSensor.Start(ContainerConfigs.Docker(docker.Socket), Rules.Replace("container.name != allowed", "container.id != host", StringComparison.Ordinal));
        docker.Hold();
        Run(sensor, docker, "other");
        var first = Fields(sensor.WaitForAlert("\"saker.container_metadata\":\"pending\""));
        first["container.name"].Should().BeEmpty();
        docker.GoOn();
        var second = Fields(sensor.WaitForAlert("\"saker.container_metadata\":\"amended\""));
        second["container.name"].Should().Be("other");
        second["container.id"].Should().Be(first["container.id"]);
        second["evt.time"].Should().Be(first["evt.time"]);
    }

    [Fact]
    public void Without_amendments_there_is_one_alert()
    {
        using var docker = new FakeDocker();
        using var sensor = OwnSensor.Start(
            ContainerConfigs.Docker(docker.Socket, "saker: {containers: {hold: {deadline_ms: 100, amend: false}}}"),
            Rules.Replace("container.name != allowed", "container.id != host", StringComparison.Ordinal));
        docker.Hold();
        using var process = new CgroupProcess($"while true; do cat {sensor.Directory}/planted-file 2> /dev/null; read line; done");
        docker.Add(process.Id, "other");
        process.Go();
        sensor.WaitForAlert("\"saker.container_metadata\":\"pending\"");
        docker.GoOn();
        // Once the name is known to a later alert, an amendment of the first one would have come.
        Wait.Until(() =>
        {
            process.Go();
            return sensor.Alerts.Any(a => a.Contains("\"container.name\":\"other\"", StringComparison.Ordinal));
        });
        sensor.Alerts.Select(a => Fields(a)["evt.time"]).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void An_alert_that_an_exception_would_have_prevented_is_withdrawn()
    {
        using var docker = new FakeDocker();
        using var sensor = OwnSensor.Start(ContainerConfigs.Docker(docker.Socket), Rules.Replace("container.name != allowed", "not container.name = allowed", StringComparison.Ordinal));
        docker.Hold();
        Run(sensor, docker, "allowed");
        sensor.WaitForAlert("\"saker.container_metadata\":\"pending\"");
        docker.GoOn();
        Fields(sensor.WaitForAlert("\"saker.container_metadata\":\"withdrawn\""))["container.name"].Should().Be("allowed");
    }

    [Fact]
    public void A_capture_that_such_an_alert_starts_holds_the_event_that_waited()
    {
        using var docker = new FakeDocker { Delay = TimeSpan.FromMilliseconds(50) };
        string captures = OwnSensor.NewDirectory();
        using var sensor = OwnSensor.Start(
            ContainerConfigs.Docker(docker.Socket, $"saker: {{containers: {{hold: {{deadline_ms: 5000}}}}}}\ncapture: {{enabled: true, path_prefix: {captures}/late, default_duration: 300}}"),
            Rules.Replace("output: planted", "capture: true\n  output: planted %evt.num %proc.name", StringComparison.Ordinal));
        Run(sensor, docker, "other");
        var alert = Fields(sensor.WaitForAlert("planted"));
        // It ends with the first event that is too late for it.
        sensor.WaitForLog("/late_");
        Wait.Until(() =>
        {
            Shell.Run("/bin/cat", sensor.ConfigFile);
            return sensor.Log.Any(l => l.Contains("/late_", StringComparison.Ordinal) && l.Contains("ends", StringComparison.Ordinal));
        });
        string file = Directory.EnumerateFiles(captures, "late_*.scap").Should().ContainSingle().Subject;
        file.Should().Contain(alert["evt.num"].PadLeft(20, '0'));
        string rules = Path.Combine(sensor.Directory, "waited.yaml");
        File.WriteAllText(rules, $"- {{rule: waited, desc: d, condition: \"evt.type in (open, openat) and fd.name = {sensor.Directory}/planted-file\", output: read by %proc.name, priority: debug}}\n");
        Shell.Run(LiveSensor.Metadata("Saker"), "replay", file, "-r", rules).Output.Should().Contain("read by " + alert["proc.name"]);
        Directory.Delete(captures, recursive: true);
    }

    [Fact]
    public void A_cgroup_that_nobody_vouches_for_is_unverified()
    {
        using var docker = new FakeDocker();
        using var sensor = OwnSensor.Start(ContainerConfigs.Docker(docker.Socket), Rules.Replace("container.name != allowed", "container.id != host", StringComparison.Ordinal));
        Run(sensor, docker, name: null);
        var alert = Fields(sensor.WaitForAlert("planted"));
        alert["container.is_verified"].Should().Be("False");
        alert["container.name"].Should().BeEmpty();
    }

    [Fact]
    public async Task A_container_that_began_while_its_engine_was_down_is_known_once_the_engine_is_back()
    {
        using var docker = new FakeDocker();
        using var sensor = OwnSensor.Start(ContainerConfigs.Docker(docker.Socket), Rules.Replace("container.name != allowed", "container.id != host", StringComparison.Ordinal));
        docker.Crash();
        using var process = new CgroupProcess(
            $"cat {sensor.Directory}/planted-1 2> /dev/null; while read line; do cat {sensor.Directory}/planted-2 2> /dev/null; done");
        docker.Add(process.Id, "survivor");
        process.Go();
        var first = Fields(sensor.WaitForAlert(process.Id[..12]));
        first["container.name"].Should().BeEmpty();
        first["container.is_verified"].Should().BeEmpty("nobody could be asked");
        sensor.WaitForLog("does not answer");
        docker.Restart();
        const string Known = "\"container.name\":\"survivor\"";
        await Wait.Until(
            () =>
            {
                process.Go();
                return sensor.Alerts.Any(a => a.Contains(Known, StringComparison.Ordinal));
            },
            TimeSpan.FromSeconds(15), "it is asked again");
        Fields(sensor.WaitForAlert(Known))["container.is_verified"].Should().Be("True");
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("saker: {containers: {deadline_ms: 300}}", true)]
    public void An_engine_that_does_not_answer_is_given_up_after_the_time_that_is_asked_for(string config, bool isGivenUp)
    {
        // Longer than what is asked for, and shorter than what an engine has otherwise.
        using var docker = new FakeDocker { Delay = TimeSpan.FromSeconds(3) };
        using var sensor = OwnSensor.Start(ContainerConfigs.Docker(docker.Socket, config), Rules.Replace("container.name != allowed", "container.id != host", StringComparison.Ordinal));
        Run(sensor, docker, "slow");
        sensor.WaitForAlert("\"saker.container_metadata\":\"pending\"");
        if (isGivenUp)
            sensor.WaitForLog("within 0.3 s");
        else
            sensor.WaitForAlert("\"container.name\":\"slow\"");
        sensor.Alerts.Any(a => a.Contains("slow", StringComparison.Ordinal)).Should().Be(!isGivenUp);
    }

    private static void Run(OwnSensor sensor, FakeDocker docker, string? name)
    {
        using var process = new CgroupProcess(Act.Replace("DIRECTORY", sensor.Directory, StringComparison.Ordinal));
        if (name is not null)
            docker.Add(process.Id, name);
        process.Go();
        process.WaitForExit();
    }

    private static Dictionary<string, string> Fields(string alert) => JsonDocument.Parse(alert).RootElement.GetProperty("output_fields")
        .EnumerateObject().ToDictionary(f => f.Name, f => f.Value.ToString());
}
