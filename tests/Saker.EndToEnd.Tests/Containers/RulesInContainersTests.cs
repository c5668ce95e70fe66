using System.Text.Json;
using Saker.EndToEnd.Tests.Fixture;

namespace Saker.EndToEnd.Tests.Containers;

/// <summary>What rules ask of containers, answered by real ones: programs that were dropped, drift, privileges, mounts, health checks.</summary>
[Collection(nameof(RuntimesFixture))]
public sealed class RulesInContainersTests : IDisposable
{
    private const string Rules = """
        - rule: Dropped
          desc: A program runs that the image did not have.
          condition: evt.type in (execve, execveat) and evt.failed = false and container.id != host and proc.is_exe_upper_layer = true
          output: dropped %container.name %proc.exepath
          priority: CRITICAL
        - rule: Image program
          desc: A program of the image runs.
          condition: evt.type in (execve, execveat) and evt.failed = false and container.id != host and proc.is_exe_lower_layer = true and proc.name = id
          output: lower %container.name %proc.exepath
          priority: DEBUG
        - rule: Drift
          desc: A file becomes executable.
          condition: evt.type in (chmod, fchmodat) and evt.failed = false and container.id != host and evt.arg.mode contains "S_IXUSR"
          output: drift %container.name %evt.args
          priority: ERROR
        - rule: Privileged
          desc: A privileged container starts.
          condition: evt.type in (execve, execveat) and evt.failed = false and container.id != host and proc.vpid = 1 and container.privileged = true
          output: privileged %container.name
          priority: INFO
        - rule: Sensitive mount
          desc: A container starts with the host's /etc.
          condition: evt.type in (execve, execveat) and evt.failed = false and container.id != host and proc.vpid = 1 and container.mount.dest[/etc] exists
          output: mounts %container.name %container.mount.dest[/etc] %container.mount.rdwr[/etc]
          priority: INFO
        - rule: Health check
          desc: A health check runs.
          condition: evt.type in (execve, execveat) and evt.failed = false and proc.is_container_healthcheck = true and container.id != host
          output: health %container.name %container.healthcheck %proc.cmdline
          priority: DEBUG
        - rule: Not a health check
          desc: Somebody else does what the health check does.
          condition: evt.type in (execve, execveat) and evt.failed = false and container.id != host and proc.is_container_healthcheck = false and proc.args contains /etc/group
          output: byhand %container.name %proc.cmdline
          priority: DEBUG
        """;

    private readonly Fixture.Runtimes.Podman podman;
    private readonly OwnSensor sensor;

    public RulesInContainersTests(RuntimesFixture runtimes)
    {
        podman = runtimes.Podman;
        podman.Serve();
        sensor = OwnSensor.Start(RuntimesFixture.Config(podman: podman.Socket, more: "rule_matching: all"), Rules);
    }

    public void Dispose()
    {
        sensor.Dispose();
        podman.Do("rm", "-a", "-f", "-t", "0");
        podman.Kill();
    }

    [Fact]
    public void A_program_that_was_dropped_and_a_file_that_became_executable()
    {
        Run("drop", [], "sh", "-c", "/bin/id; echo x > /tmp/tool; chmod 755 /tmp/tool; cp /bin/busybox /tmp/ls; /tmp/ls /");
        Output("dropped drop").Should().Contain("/tmp/ls");
        Output("drift drop").Should().Contain("/tmp/tool");
        Output("lower drop").Should().Contain("busybox");
        sensor.Alerts.Should().NotContain(a => a.Contains("dropped drop", StringComparison.Ordinal) && a.Contains("/bin/busybox", StringComparison.Ordinal));
    }

    [Fact]
    public void A_privileged_container_and_one_that_is_not()
    {
        Run("plain", [], "id");
        Run("mighty", ["--privileged"], "id");
        Output("privileged mighty");
        sensor.Alerts.Should().NotContain(a => a.Contains("privileged plain", StringComparison.Ordinal));
    }

    [Fact]
    public void A_mount_of_the_host()
    {
        Run("mounted", ["-v", "/etc:/host/etc:ro"], "id");
        Output("mounts mounted").Should().Contain("/host/etc false");
    }

    [Fact]
    public void A_health_check_is_told_from_whoever_imitates_it()
    {
        podman.Do(["run", "-d", "--name", "checked", "--health-cmd", "/bin/cat /etc/passwd", "--health-interval", "disable", .. Fixture.Runtimes.Podman.Limits, Fixture.Runtimes.Podman.Image, "sh", "-c", "sleep 600"]);
        podman.Do("exec", "checked", "cat", "/etc/group");
        Output("byhand checked");
        podman.Do(["healthcheck", "run", "checked"], mayFail: true);
        Output("health checked").Should().Contain("cat /etc/passwd");
    }

    private void Run(string name, string[] options, params string[] command) =>
        podman.Do(["run", "--rm", "--name", name, .. options, .. Fixture.Runtimes.Podman.Limits, Fixture.Runtimes.Podman.Image, .. command], mayFail: true);

    private string Output(string part) => JsonDocument.Parse(sensor.WaitForAlert(part)).RootElement.GetProperty("output").GetString()!;
}
