using System.Text;
using Saker.Containers.Oci;
using Saker.Containers.Sources;
using Saker.State;

namespace Saker.Containers.Tests;

/// <summary>What the files of runtimes and engines tell of a container before an engine has answered.</summary>
public sealed class BundleTests : IDisposable
{
    private const string Id = "ab65087a8641ab35f0d6cf25142a9fe0360670d3b90874636790894f10718846";

    private readonly string root = Directory.CreateTempSubdirectory("saker-bundle-").FullName;
    private readonly BundleSource source;

    public BundleTests() => source = new BundleSource(new ContainerOptions { HostRoot = root });

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void The_configuration_tells_mounts_privileges_and_namespaces()
    {
        Write($"run/runc/{Id}/state.json", """{"config":{"labels":["x=y","bundle=/bundles/a"]}}""");
        Write("bundles/a/config.json", """
            {"process":{"capabilities":{"bounding":["CAP_CHOWN"]}},"linux":{"namespaces":[{"type":"pid"},{"type":"ipc"}]},
             "mounts":[{"destination":"/proc","type":"proc"},{"destination":"/data","type":"bind","source":"/srv","options":["rbind","ro","rprivate"]}]}
            """);
        var answer = source.Find(new Question(Id, "containerd"))!;
        answer.Metadata.HostNetwork.Should().BeTrue();
        answer.Metadata.HostPid.Should().BeFalse();
        answer.Metadata.HostIpc.Should().BeFalse();
        answer.Metadata.IsPrivileged.Should().BeFalse();
        Text(answer.Metadata.MountList).Should().Be("/srv:/data::false:rprivate");
        answer.Told.Should().Be(ContainerParts.Setup | ContainerParts.Pod | ContainerParts.Maker);
    }

    [Fact]
    public void Annotations_of_containerd_tell_pod_image_and_name()
    {
        Write($"run/containerd/io.containerd.runtime.v2.task/k8s.io/{Id}/config.json", """
            {"annotations":{"io.kubernetes.cri.container-type":"container","io.kubernetes.cri.container-name":"web","io.kubernetes.cri.image-name":"registry:5000/web:2",
             "io.kubernetes.cri.sandbox-id":"1111111111111111111111111111111111111111111111111111111111111111","io.kubernetes.cri.sandbox-name":"web-0",
             "io.kubernetes.cri.sandbox-namespace":"shop","io.kubernetes.cri.sandbox-uid":"u-1"}}
            """);
        var metadata = source.Find(new Question(Id, "containerd"))!.Metadata;
        Text(metadata.Name).Should().Be("web");
        Text(metadata.ImageRepository).Should().Be("registry:5000/web");
        Text(metadata.ImageTag).Should().Be("2");
        (Text(metadata.Pod.Name), Text(metadata.Pod.Namespace), Text(metadata.Pod.Uid)).Should().Be(("web-0", "shop", "u-1"));
        Text(metadata.ShortSandboxId).Should().Be("111111111111");
    }

    [Fact]
    public void Annotations_of_crio_tell_labels_and_address_as_well()
    {
        Write($"var/lib/containers/storage/overlay-containers/{Id}/userdata/config.json", """
            {"annotations":{"io.kubernetes.cri-o.ContainerType":"container","io.kubernetes.cri-o.ImageName":"quay.io/web:3","io.kubernetes.cri-o.SandboxID":"s1",
             "io.kubernetes.cri-o.Labels":"{\"io.kubernetes.pod.name\":\"web-1\",\"io.kubernetes.pod.namespace\":\"shop\",\"io.kubernetes.pod.uid\":\"u-2\",\"io.kubernetes.container.name\":\"web\",\"app\":\"web\"}",
             "io.kubernetes.cri-o.IP.0":"10.1.2.3"}}
            """);
        var answer = source.Find(new Question(Id, "cri-o"))!;
        Text(answer.Metadata.Type).Should().Be("cri-o");
        Text(answer.Metadata.Name).Should().Be("web");
        Text(answer.Metadata.Pod.Name).Should().Be("web-1");
        Text(answer.Metadata.Labels.List).Should().Be("app:web");
        Text(answer.Metadata.Ip).Should().Be("10.1.2.3");
        answer.Told.Should().HaveFlag(ContainerParts.Labels);
    }

    [Fact]
    public void Docker_keeps_name_image_and_labels_in_a_file()
    {
        Write($"run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/{Id}/config.json", "{}");
        Write($"var/lib/docker/containers/{Id}/config.v2.json", """{"Name":"/cache","Image":"sha256:77","Config":{"Image":"redis:7","Labels":{"team":"x"}}}""");
        var answer = source.Find(new Question(Id, "docker"))!;
        Text(answer.Metadata.Name).Should().Be("cache");
        Text(answer.Metadata.ImageRepository).Should().Be("redis");
        Text(answer.Metadata.ImageId).Should().Be("77");
        Text(answer.Metadata.Labels.List).Should().Be("team:x");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"mounts\":5,\"annotations\":[],\"linux\":\"x\",\"process\":null}")]
    [InlineData("{\"annotations\":{\"io.kubernetes.cri-o.ContainerType\":\"c\",\"io.kubernetes.cri-o.Labels\":\"{\"}}")]
    public void What_is_no_configuration_does_no_harm(string text)
    {
        Write($"run/containerd/io.containerd.runtime.v2.task/k8s.io/{Id}/config.json", text);
        var act = () => source.Find(new Question(Id, "containerd"));
        act.Should().NotThrow();
    }

    [Fact]
    public void A_pipe_in_the_place_of_a_file_is_not_waited_for()
    {
        string bundle = Directory.CreateDirectory(Path.Combine(root, $"run/containerd/io.containerd.runtime.v2.task/k8s.io/{Id}")).FullName;
        System.Diagnostics.Process.Start("mkfifo", [bundle + "/config.json"])!.WaitForExit();
        source.Find(new Question(Id, "containerd")).Should().BeNull();
    }

    private static string Text(byte[] text) => Encoding.UTF8.GetString(text);

    private void Write(string path, string text)
    {
        string full = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
