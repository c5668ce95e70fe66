using Saker.Events;
using Saker.Testing;

namespace Saker.Fields.Tests;

/// <summary>Fields of containers and pods for what is in none, as real Falco fills them.</summary>
public sealed class HostFieldTests : FieldTests
{
    public HostFieldTests()
    {
        object?[] exec =
        [
            0, "/bin/sh", Array.Empty<byte>(), 100, 100, 1, "", 1024, 0, 0, 0, 0, 0, "sh", EventBuilder.List("cpu=/"), Array.Empty<byte>(), 0,
            100, -1, 0, 0, 0, 0, 0, 0, 0, 0, "/bin/sh", 100, 0, "/bin/sh",
        ];
        Events.Bare(EventCode.SyscallExecve_19X, 100, exec);
        Machine.Update(Context);
    }

    [Theory]
    [InlineData("container.id", "host")]
    [InlineData("container.full_id", "host")]
    [InlineData("container.name", "host")]
    [InlineData("container.type", "host")]
    [InlineData("container.image", "")]
    [InlineData("container.image.repository", "")]
    [InlineData("container.image.id", "")]
    [InlineData("container.ip", "")]
    [InlineData("container.privileged", "0")]
    [InlineData("container.mounts", "")]
    [InlineData("container.labels", "")]
    [InlineData("container.healthcheck", null)]
    [InlineData("container.liveness_probe", null)]
    [InlineData("container.readiness_probe", null)]
    [InlineData("container.start_ts", null)]
    [InlineData("container.duration", null)]
    [InlineData("container.host_pid", "0")]
    [InlineData("container.host_network", "0")]
    [InlineData("container.host_ipc", "0")]
    [InlineData("container.is_verified", null)]
    [InlineData("k8s.pod.name", null)]
    [InlineData("k8s.ns.name", null)]
    [InlineData("k8s.pod.uid", null)]
    [InlineData("k8s.pod.labels", "")]
    [InlineData("k8smeta.pod.name", null)]
    [InlineData("k8smeta.ns.name", null)]
    [InlineData("k8smeta.pod.uid", null)]
    [InlineData("k8smeta.pod.ip", null)]
    [InlineData("proc.is_container_healthcheck", null)]
    public void What_is_in_no_container(string field, string? expected) => Ask(field, null).Should().Be(expected);
}
