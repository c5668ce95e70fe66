using System.Text;
using System.Text.Json;
using Saker.Containers.Cri;
using Saker.Containers.Docker;
using Saker.Containers.Protocols.Cri;
using Saker.Containers.Sources;

namespace Saker.Containers.Tests;

/// <summary>Answers of engines are read.</summary>
public class InspectionTests
{
    private static readonly Question question = new(new string('a', 64), "docker");

    [Fact]
    public void Docker_tells_everything_at_once()
    {
        var metadata = new DockerInspection(20).Read(question, Parse("""
            {"Name":"/web","Image":"sha256:12ab","Config":{"Image":"web:1","Labels":{"a":"b","long":"0123456789012345678901"},
             "Healthcheck":{"Test":["CMD-SHELL","curl -f localhost"]}},
             "HostConfig":{"Privileged":true,"PidMode":"host","NetworkMode":"bridge","IpcMode":"host"},
             "Mounts":[{"Source":"/etc","Destination":"/e","Mode":"ro","RW":false,"Propagation":"rprivate"}],
             "NetworkSettings":{"IPAddress":"","Networks":{"front":{"IPAddress":"10.0.0.2"}}}}
            """), Parse("""{"RepoTags":["web:1"],"RepoDigests":["other@sha256:00","web@sha256:11"]}""")).Metadata;
        metadata.Id.Should().Be("aaaaaaaaaaaa");
        Text(metadata.Name).Should().Be("web");
        Text(metadata.ImageId).Should().Be("12ab");
        Text(metadata.ImageDigest).Should().Be("sha256:11");
        Text(metadata.Labels.List).Should().Be("a:b", "what is longer than may be is left out");
        Text(metadata.Healthcheck.Text).Should().Be("/bin/sh -c curl -f localhost");
        metadata.Healthcheck.IsRunBy("/bin/sh"u8, "-c\0curl -f localhost\0"u8).Should().BeTrue();
        metadata.Healthcheck.IsRunBy("sh"u8, "-c\0curl -f localhost; id\0"u8).Should().BeFalse();
        (metadata.IsPrivileged, metadata.HostPid, metadata.HostNetwork, metadata.HostIpc).Should().Be((true, true, false, true));
        Text(metadata.MountList).Should().Be("/etc:/e:ro:false:rprivate");
        Text(metadata.Ip).Should().Be("10.0.0.2");
    }

    [Theory]
    [InlineData("sha256:12ab")]
    [InlineData("12ab12ab12ab")]
    public void An_image_that_was_asked_for_by_its_id_goes_by_its_tag(string reference)
    {
        var metadata = new DockerInspection(20).Read(question, Parse($$"""{"Image":"sha256:12ab","Config":{"Image":"{{reference}}"} }"""), Parse("""{"RepoTags":["web:9"]}""")).Metadata;
        Text(metadata.ImageRepository).Should().Be("web");
        Text(metadata.ImageTag).Should().Be("9");
    }

    [Fact]
    public void Probes_of_pods_are_in_an_annotation()
    {
        var sandbox = new PodSandboxStatusResponse
        {
            Status = new PodSandboxStatus
            {
                Id = "s", Metadata = new PodSandboxMetadata { Name = "p", Namespace = "n", Uid = "u" },
                Annotations =
                {
                    ["kubectl.kubernetes.io/last-applied-configuration"] = """
                        {"spec":{"containers":[{"name":"other"},{"name":"web","livenessProbe":{"exec":{"command":["cat","/alive"]}},"readinessProbe":{"httpGet":{"port":80}}}]}}
                        """,
                },
            },
        };
        var status = new ContainerStatusResponse { Status = new ContainerStatus { Id = "c", Metadata = new ContainerMetadata { Name = "web" }, Image = new ImageSpec { Image = "web:1" } } };
        var metadata = new CriReader(100).Container(question, status, sandbox, new Image { Id = "sha256:5", RepoDigests = { "web@sha256:22" } }, null).Metadata;
        Text(metadata.LivenessProbe.Text).Should().Be("cat /alive");
        metadata.ReadinessProbe.Text.Should().BeEmpty();
        Text(metadata.ImageDigest).Should().Be("sha256:22");
        Text(metadata.Pod.Namespace).Should().Be("n");
    }

    private static string Text(byte[] text) => Encoding.UTF8.GetString(text);

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
