using System.Text;
using Saker.Events;
using Saker.Testing;

namespace Saker.Fields.Tests;

/// <summary>Fields of containers and pods, as far as a capture tells of them.</summary>
public sealed class ContainerFieldTests : FieldTests
{
    private const string Id = "3268dc5247d4fe7113cdf172dc434b4e6683a221e484f8e2569d08c294f90ad1";
    private const string Sandbox = "8441fb12cba5e35425713b810459c85ff96a3c5aefdcb3489afa6ce693a52298";

    public ContainerFieldTests()
    {
        Tell($$$"""{"container":{"id":"{{{Sandbox[..12]}}}","pod_sandbox_labels":{"app":"web"},"ip":"10.0.0.9"}}""");
        Tell($$$"""
            {"container":{"id":"{{{Id[..12]}}}","full_id":"{{{Id}}}","type":7,"name":"web","image":"docker.io/library/httpd:2.4",
            "imagerepo":"docker.io/library/httpd","imagetag":"2.4","imagedigest":"sha256:fc","imageid":"61","ip":"10.0.0.7","privileged":true,
            "host_network":true,"labels":{"tier":"front","io.kubernetes.pod.name":"web-1","io.kubernetes.pod.namespace":"prod"},
            "Mounts":[{"Source":"/etc","Destination":"/host/etc","Mode":"rw","RW":true,"Propagation":"rprivate"}],"pod_sandbox_id":"{{{Sandbox}}}"}}
            """);
        object?[] exec =
        [
            0, "/bin/sh", Array.Empty<byte>(), 100, 100, 1, "", 1024, 0, 0, 0, 0, 0, "sh", EventBuilder.List($"cpu=/docker/{Id}"), Array.Empty<byte>(), 0,
            100, -1, 0, 0, 0, 0, 0, 0, 0, 0, "/bin/sh", 100, 0, "/bin/sh",
        ];
        Events.Bare(EventCode.SyscallExecve_19X, 100, exec);
        Machine.Update(Context);
    }

    [Theory]
    [InlineData("container.id", "3268dc5247d4")]
    [InlineData("container.full_id", Id)]
    [InlineData("container.name", "web")]
    [InlineData("container.type", "containerd")]
    [InlineData("container.image", "docker.io/library/httpd:2.4")]
    [InlineData("container.image.repository", "docker.io/library/httpd")]
    [InlineData("container.image.tag", "2.4")]
    [InlineData("container.image.digest", "sha256:fc")]
    [InlineData("container.image.id", "61")]
    [InlineData("container.ip", "10.0.0.7")]
    [InlineData("container.labels", "tier:front")]
    [InlineData("container.label[tier]", "front")]
    [InlineData("container.label[none]", null)]
    [InlineData("container.mounts", "/etc:/host/etc:rw:true:rprivate")]
    [InlineData("container.mount[0]", "/etc:/host/etc:rw:true:rprivate")]
    [InlineData("container.mount[1]", null)]
    [InlineData("container.mount.dest[/et*]", "/host/etc")]
    [InlineData("container.mount.dest[/proc*]", null)]
    [InlineData("container.mount.source[^/host]", "/etc")]
    [InlineData("container.mount.rdwr[0]", "true")]
    [InlineData("container.mount.propagation[0]", "rprivate")]
    [InlineData("k8s.pod.name", "web-1")]
    [InlineData("k8s.ns.name", "prod")]
    [InlineData("k8s.pod.sandbox_id", "8441fb12cba5")]
    [InlineData("k8s.pod.full_sandbox_id", Sandbox)]
    [InlineData("k8s.pod.labels", "app:web")]
    [InlineData("k8s.pod.label[app]", "web")]
    [InlineData("k8s.pod.ip", "10.0.0.9")]
    [InlineData("container.privileged", "1")]
    [InlineData("container.host_network", "1")]
    [InlineData("container.host_pid", "0")]
    public void The_runtime_s_word_is_what_fields_say(string field, string? expected)
    {
        string[] part = field.Split('[', ']');
        Ask(part[0], part.Length > 1 ? part[1] : null).Should().Be(expected);
    }

    private void Tell(string json)
    {
        Events.Bare(EventCode.AsynceventE, 0, 0, "container", Encoding.UTF8.GetBytes(json + '\0'));
        Machine.Update(Context);
        Machine.Finish(Context);
    }
}
