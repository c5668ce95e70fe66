using System.Text;
using Saker.Testing;

namespace Saker.State.Tests;

public class ContainerTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("/docker/" + Hash, "docker")]
    [InlineData("/system.slice/docker-" + Hash + ".scope", "docker")]
    [InlineData("/system.slice/docker-" + Hash + ".scope/init.scope", "docker")]
    [InlineData("/machine.slice/libpod-" + Hash + ".scope/container", "podman")]
    [InlineData("/kubepods.slice/kubepods-pod1_2.slice/crio-" + Hash + ".scope", "cri-o")]
    [InlineData("/kubepods/besteffort/pod1-2/" + Hash, "containerd")]
    [InlineData("/kubepods.slice/kubepods-pod1_2.slice/cri-containerd-" + Hash + ".scope", "containerd")]
    [InlineData("/system.slice:cri-containerd:" + Hash, "containerd")]
    public void A_runtime_writes_its_id_into_the_cgroup(string path, string type)
    {
        var container = Find(path);
        Encoding.UTF8.GetString(container.Id).Should().Be("0123456789ab");
        Encoding.UTF8.GetString(container.FullId).Should().Be(Hash);
        Encoding.UTF8.GetString(container.Type).Should().Be(type);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/user.slice/user-1000.slice/session-3.scope")]
    [InlineData("/saker-test-abc")]
    [InlineData("/machine.slice/libpod-conmon-" + Hash + ".scope")]
    public void Other_cgroups_are_the_host(string path)
    {
        Find(path).Should().BeSameAs(ContainerInfo.Host);
    }

    [Theory]
    [InlineData("/kubepods/besteffort/pod1-2/" + Hash, "1-2")]
    [InlineData("/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice/crio-" + Hash + ".scope", "1-2")]
    [InlineData("/docker/" + Hash, "")]
    public void Kubernetes_writes_the_pod_as_well(string path, string pod)
    {
        Encoding.UTF8.GetString(Find(path).PodUid).Should().Be(pod);
    }

    [Fact]
    public void Thirty_two_digits_count_when_they_come_last()
    {
        Encoding.UTF8.GetString(Find("/ecs/task/" + Hash[..32]).Id).Should().Be("0123456789ab");
    }

    [Fact]
    public void Lxc_has_names()
    {
        Encoding.UTF8.GetString(Find("/lxc.payload.web1").Id).Should().Be("web1");
        Encoding.UTF8.GetString(Find("/lxc/web1").Id).Should().Be("web1");
    }

    [Theory]
    [InlineData("nginx", "nginx", "", "")]
    [InlineData("nginx:1.27", "nginx", "1.27", "")]
    [InlineData("registry:5000/team/app", "registry:5000/team/app", "", "")]
    [InlineData("registry:5000/team/app:2@sha256:12ab", "registry:5000/team/app", "2", "sha256:12ab")]
    public void A_reference_to_an_image_has_parts(string reference, string repository, string tag, string digest)
    {
        var image = ContainerImage.Parse(reference);
        Encoding.UTF8.GetString(image.Reference).Should().Be(reference);
        Encoding.UTF8.GetString(image.Repository).Should().Be(repository);
        Encoding.UTF8.GetString(image.Tag).Should().Be(tag);
        Encoding.UTF8.GetString(image.Digest).Should().Be(digest);
    }

    [Fact]
    public void An_image_may_be_told_before_or_after_its_container_is_seen()
    {
        var table = new ContainerTable();
        var told = new ContainerMetadata { Id = Hash[..12] }.With(ContainerImage.Parse("nginx"));
        table.Tell(new ContainerNews(told.Id, told, ContainerParts.None, true)).Should().Be(0);
        int index = table.Of(EventBuilder.List("memory=/docker/" + Hash));
        table[index].Metadata.Should().BeSameAs(told);
        var newer = told.With(ContainerImage.Parse("nginx:2"));
        table.Tell(new ContainerNews(newer.Id, newer, ContainerParts.None, true)).Should().Be(index);
        Encoding.UTF8.GetString(table[index].Metadata!.ImageTag).Should().Be("2");
    }

    private static ContainerInfo Find(string path)
    {
        var table = new ContainerTable();
        return table[table.Of(EventBuilder.List("cpuset=/", "memory=" + path))];
    }
}
