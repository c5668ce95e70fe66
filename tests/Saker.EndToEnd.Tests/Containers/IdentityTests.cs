using System.Text.Json;
using Saker.EndToEnd.Tests.Fixture;

namespace Saker.EndToEnd.Tests.Containers;

/// <summary>A shell in a container named redis, made by each runtime: the alert says whose it is.</summary>
[Collection(nameof(RuntimesFixture))]
public class IdentityTests(RuntimesFixture runtimes)
{
    private const string Rule = """
        - rule: Shell in Redis
          desc: Nobody should work by hand in a cache.
          condition: evt.type in (execve, execveat) and evt.failed = false and proc.name = sh and container.name startswith redis
          output: >
            a shell was started in one of my Redis containers %container.id %container.type %container.name %container.image.repository %container.image.tag
            %container.image.digest %container.image.id %container.labels %container.is_verified %k8s.pod.name %k8s.ns.name %k8s.pod.uid %k8s.pod.labels
            %k8s.pod.sandbox_id %k8smeta.pod.name %k8smeta.pod.uid %k8smeta.pod.label[app] %k8smeta.ns.name %k8smeta.deployment.name %container.host_network %container.privileged
          priority: WARNING
        """;

    [Fact]
    public void Podman_tells_name_image_and_labels()
    {
        var podman = runtimes.Podman;
        podman.Serve();
        try
        {
            using var sensor = OwnSensor.Start(RuntimesFixture.Config(podman: podman.Socket), Rule);
            string id = podman.Do(["run", "-d", "--name", "redis-main", "--label", "tier=db", .. Fixture.Runtimes.Podman.Limits, Fixture.Runtimes.Podman.Image, "sleep", "60"]).Trim();
            podman.Do("exec", "redis-main", "sh", "-c", "true");
            var fields = Alert(sensor, id);
            fields["container.type"].Should().Be("podman");
            fields["container.name"].Should().Be("redis-main");
            fields["container.image.repository"].Should().Be("docker.io/library/redis");
            fields["container.image.tag"].Should().Be("7.2");
            fields["container.image.id"].Should().Be(podman.ImageId);
            fields["container.image.digest"].Should().StartWith("sha256:").And.HaveLength(71);
            fields["container.labels"].Should().Be("team:cache, tier:db");
            fields["container.is_verified"].Should().Be("True");
            fields["k8s.pod.name"].Should().BeEmpty();
            podman.Do("rm", "-f", "-t", "0", "redis-main");
        }
        finally
        {
            podman.Kill();
        }
    }

    [Fact]
    public void Podman_needs_no_service_for_name_and_image()
    {
        var podman = runtimes.Podman;
        using var sensor = OwnSensor.Start(RuntimesFixture.Config(), Rule);
        string id = podman.Do(["run", "-d", "--name", "redis-quiet", .. Fixture.Runtimes.Podman.Limits, Fixture.Runtimes.Podman.Image, "sh", "-c", "sleep 1"]).Trim();
        var fields = Alert(sensor, id);
        fields["container.name"].Should().Be("redis-quiet");
        fields["container.image.repository"].Should().Be("docker.io/library/redis");
        fields["container.image.tag"].Should().Be("7.2");
        fields["container.image.digest"].Should().StartWith("sha256:");
        fields["container.is_verified"].Should().Be("True");
        podman.Do("rm", "-f", "-t", "0", "redis-quiet");
    }

    [Fact]
    public void A_pod_made_through_cri_has_name_namespace_uid_and_labels()
    {
        var containerd = runtimes.Containerd;
        using var sensor = OwnSensor.Start(RuntimesFixture.Config(containerd: containerd.Socket), Rule);
        string uid = Guid.NewGuid().ToString();
        var pod = containerd.RunPod("redis-0", uid);
        string id = containerd.RunContainer(pod, "redis", "/bin/sleep", "60");
        containerd.Exec(id, "sh", "-c", "true");
        var fields = Alert(sensor, id);
        fields["container.type"].Should().Be("containerd");
        fields["container.name"].Should().Be("redis");
        fields["container.image.repository"].Should().Be("docker.io/library/redis");
        fields["container.image.tag"].Should().Be("7.2");
        fields["container.image.digest"].Should().StartWith("sha256:");
        fields["container.labels"].Should().Be("tier:db");
        fields["k8s.pod.name"].Should().Be("redis-0");
        fields["k8s.ns.name"].Should().Be("shop");
        fields["k8s.pod.uid"].Should().Be(uid);
        fields["k8s.pod.labels"].Should().Be("app:redis");
        fields["k8s.pod.sandbox_id"].Should().Be(pod.Sandbox[..12]);
        fields["k8smeta.pod.name"].Should().Be("redis-0", "the runtime stands in for the cluster that nobody watches");
        fields["k8smeta.pod.uid"].Should().Be(uid);
        fields["k8smeta.pod.label[app]"].Should().Be("redis");
        fields["k8smeta.ns.name"].Should().Be("shop");
        fields["k8smeta.deployment.name"].Should().BeEmpty();
        fields["container.host_network"].Should().Be("True");
        fields["container.is_verified"].Should().Be("True");
    }

    [Fact]
    public void Containerd_tells_of_containers_in_no_pod()
    {
        var containerd = runtimes.Containerd;
        using var sensor = OwnSensor.Start(RuntimesFixture.Config(containerd: containerd.Socket), Rule.Replace("container.name startswith redis", "container.image.repository = docker.io/library/redis", StringComparison.Ordinal));
        string id = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        containerd.Ctr("run", "--rm", "--label", "team=ops", Fixture.Runtimes.Containerd.Image, id, "/bin/sh", "-c", "sleep 1");
        var fields = Alert(sensor, id);
        fields["container.image.tag"].Should().Be("7.2");
        fields["container.image.digest"].Should().StartWith("sha256:");
        fields["container.labels"].Should().Contain("team:ops");
    }

    private static Dictionary<string, string> Alert(OwnSensor sensor, string id)
    {
        var fields = JsonDocument.Parse(sensor.WaitForAlert(id[..12])).RootElement.GetProperty("output_fields");
        return fields.EnumerateObject().ToDictionary(f => f.Name, f => f.Value.ToString());
    }
}
