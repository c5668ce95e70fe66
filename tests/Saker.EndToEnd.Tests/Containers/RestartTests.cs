using System.Text.Json;
using Saker.EndToEnd.Tests.Fixture;

namespace Saker.EndToEnd.Tests.Containers;

/// <summary>Engines are killed and started anew while their containers run: what is said of containers stays right.</summary>
[Collection(nameof(RuntimesFixture))]
public class RestartTests(RuntimesFixture runtimes)
{
    private const string Rule = """
        - rule: Shell
          desc: A shell in a container.
          condition: evt.type in (execve, execveat) and evt.failed = false and proc.name = sh and container.id != host and container.image.repository = docker.io/library/redis
          output: shell %container.id %container.name %container.image.tag %container.labels %k8s.pod.name %proc.args
          priority: NOTICE
        """;

    [Fact]
    public void Containerd_is_killed_while_pods_run()
    {
        var containerd = runtimes.Containerd;
        using var sensor = OwnSensor.Start(RuntimesFixture.Config(containerd: containerd.Socket), Rule);
        var pods = Enumerable.Range(0, 3).Select(i => containerd.RunPod($"cache-{i}", Guid.NewGuid().ToString())).ToList();
        string[] ids = [.. pods.Select((pod, i) => containerd.RunContainer(pod, $"redis-{i}", "/bin/sleep", "600"))];
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < ids.Length; i++)
            {
                containerd.Exec(ids[i], "sh", "-c", $"true round-{round}-{i}");
                var fields = Alert(sensor, $"round-{round}-{i}");
                fields["container.id"].Should().Be(ids[i][..12]);
                fields["container.name"].Should().Be($"redis-{i}");
                fields["k8s.pod.name"].Should().Be($"cache-{i}");
            }

            containerd.Kill();
            containerd.Start();
        }

        string late = containerd.RunContainer(containerd.RunPod("late", Guid.NewGuid().ToString()), "redis-late", "/bin/sh", "-c", "true late; sleep 600");
        var last = Alert(sensor, "true late");
        last["container.id"].Should().Be(late[..12]);
        last["container.name"].Should().Be("redis-late");
        last["k8s.pod.name"].Should().Be("late");
    }

    [Fact]
    public void Podmans_service_is_killed_while_containers_run()
    {
        var podman = runtimes.Podman;
        podman.Serve();
        try
        {
            using var sensor = OwnSensor.Start(RuntimesFixture.Config(podman: podman.Socket), Rule);
            Start(podman, "before");
            podman.Do("exec", "before", "sh", "-c", "true before");
            Alert(sensor, "true before")["container.labels"].Should().Contain("stage:before");
            podman.Kill();
            Start(podman, "meanwhile");
            podman.Do("exec", "meanwhile", "sh", "-c", "true meanwhile");
            var quiet = Alert(sensor, "true meanwhile");
            quiet["container.name"].Should().Be("meanwhile", "files tell it");
            podman.Serve();
            podman.Do("exec", "before", "sh", "-c", "true again");
            var again = Alert(sensor, "true again");
            again["container.name"].Should().Be("before");
            again["container.labels"].Should().Contain("stage:before");
            Start(podman, "after");
            podman.Do("exec", "after", "sh", "-c", "true after");
            var after = Alert(sensor, "true after");
            after["container.name"].Should().Be("after");
            after["container.labels"].Should().Contain("stage:after");
        }
        finally
        {
            podman.Do("rm", "-a", "-f", "-t", "0");
            podman.Kill();
        }
    }

    private static void Start(Fixture.Runtimes.Podman podman, string name) =>
        podman.Do(["run", "-d", "--name", name, "--label", "stage=" + name, .. Fixture.Runtimes.Podman.Limits, Fixture.Runtimes.Podman.Image, "sleep", "600"]);

    private static Dictionary<string, string> Alert(OwnSensor sensor, string part) =>
        JsonDocument.Parse(sensor.WaitForAlert(part)).RootElement.GetProperty("output_fields").EnumerateObject().ToDictionary(f => f.Name, f => f.Value.ToString());
}
