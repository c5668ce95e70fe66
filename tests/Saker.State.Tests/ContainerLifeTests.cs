using System.Text;
using Saker.Testing;

namespace Saker.State.Tests;

/// <summary>Containers come, are asked about and go.</summary>
public sealed class ContainerLifeTests : IContainerWatcher
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly List<string> told = [];
    private readonly Clock clock = new();
    private readonly ContainerTable table;

    public ContainerLifeTests() => table = new ContainerTable(clock) { Watcher = this };

    [Theory]
    [InlineData("/machine.slice/machine-web.scope/payload", "web", "systemd-nspawn")]
    [InlineData("/machine.slice/systemd-nspawn@web.service/payload", "web", "systemd-nspawn")]
    [InlineData("/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" + Hash + ".scope/container", "0123456789ab", "podman")]
    [InlineData("/libpod_parent/libpod-" + Hash, "0123456789ab", "podman")]
    [InlineData("/docker/" + Hash + "/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod1.slice/cri-containerd-fedcba98" + "fedcba98fedcba98fedcba98fedcba98fedcba98fedcba98fedcba98fedcba98" + ".scope", "0123456789ab", "docker")]
    [InlineData("/docker/" + Hash + "/docker/fedcba98fedcba98fedcba98fedcba98fedcba98fedcba98fedcba98fedcba98", "fedcba98fedc", "docker")]
    [InlineData("/ecs/0123456789abcdef0123456789abcdef/0123456789abcdef0123456789abcdef-1234567890", "0123456789abcdef0123456789abcdef-1234567890", "containerd")]
    public void Layouts_of_cgroups_tell_who_it_is(string path, string id, string type)
    {
        var found = table[table.Of(EventBuilder.List("cpuset=/", "=" + path))];
        Encoding.UTF8.GetString(found.Id).Should().Be(id);
        Encoding.UTF8.GetString(found.Type).Should().Be(type);
    }

    [Fact]
    public void A_virtual_machine_is_no_container() =>
        table.Of(EventBuilder.List(@"=/machine.slice/machine-qemu\x2d1\x2dweb.scope")).Should().Be(0);

    [Fact]
    public void A_container_is_asked_about_once_and_awaited()
    {
        int index = table.Of(EventBuilder.List("memory=/docker/" + Hash));
        table.Of(EventBuilder.List("memory=/docker/" + Hash + "/child")).Should().Be(index);
        told.Should().Equal("appeared 0123456789ab");
        table[index].Awaited.Should().Be(ContainerParts.OfRuntime);
        table.Tell(new ContainerNews("0123456789ab", new ContainerMetadata { Id = "0123456789ab" }, ContainerParts.Labels, true));
        table[index].Awaited.Should().Be(ContainerParts.Labels);
        table[index].IsVerified.Should().BeTrue();
    }

    [Fact]
    public void What_was_announced_is_known_at_the_first_event()
    {
        var metadata = new ContainerMetadata { Id = "0123456789ab", Name = [.. "web"u8] };
        table.Tell(new ContainerNews("0123456789ab", metadata, ContainerParts.Labels, true)).Should().Be(0);
        table[table.Of(EventBuilder.List("memory=/docker/" + Hash))].Metadata.Should().BeSameAs(metadata);
    }

    [Fact]
    public void Pods_of_the_cluster_are_tied_to_containers_in_either_order()
    {
        table.AwaitsCluster = true;
        var pod = new ClusterPod("1-2") { Pod = new ClusterThing([], [], ContainerLabels.None) };
        int early = table.Of(EventBuilder.List("memory=/kubepods/besteffort/pod1-2/" + Hash));
        table[early].Awaited.Should().HaveFlag(ContainerParts.Cluster);
        table.Tell(new ClusterNews("1-2", pod)).Should().Equal(early);
        table[early].Cluster.Should().BeSameAs(pod);
        table[early].Awaited.Should().NotHaveFlag(ContainerParts.Cluster);
        int late = table.Of(EventBuilder.List("memory=/kubepods/besteffort/pod1-2/" + Hash.Replace('0', '9')));
        table[late].Cluster.Should().BeSameAs(pod);
    }

    [Fact]
    public void What_is_over_is_taken_out_with_all_that_was_said_of_it()
    {
        for (int i = 0; i < 5000; i++)
        {
            string hash = i.ToString("x12", System.Globalization.CultureInfo.InvariantCulture) + Hash[12..];
            int index = table.Of(EventBuilder.List("memory=/docker/" + hash));
            table.Join(index);
            table.Tell(new ContainerNews(hash[..12], new ContainerMetadata { Id = hash[..12] }, ContainerParts.None, true));
            table.Leave(index);
            clock.Advance(TimeSpan.FromMilliseconds(100));
            table.Sweep();
        }

        table.Count.Should().BeLessThan(400, "those of the last half minute");
        clock.Advance(TimeSpan.FromMinutes(1));
        table.Sweep();
        table.Count.Should().Be(1, "the host stays");
        table.Describe("000000000001").Should().BeNull();
        told.Count(t => t.StartsWith("ended", StringComparison.Ordinal)).Should().Be(5000);
    }

    [Fact]
    public void Who_comes_back_in_time_keeps_his_container()
    {
        int index = table.Of(EventBuilder.List("memory=/docker/" + Hash));
        table.Join(index);
        table.Leave(index);
        clock.Advance(TimeSpan.FromSeconds(10));
        table.Join(table.Of(EventBuilder.List("memory=/docker/" + Hash)));
        clock.Advance(TimeSpan.FromMinutes(1));
        table.Sweep();
        table.Count.Should().Be(2);
    }

    [Fact]
    public void A_name_that_nobody_bears_any_more_is_anothers()
    {
        int first = table.Of(EventBuilder.List("memory=/lxc/web"));
        table.Join(first);
        table.Tell(new ContainerNews("web", new ContainerMetadata { Id = "web", Name = [.. "old"u8] }, ContainerParts.None, true));
        clock.Advance(TimeSpan.FromSeconds(1));
        table.Leave(first);
        int second = table.Of(EventBuilder.List("memory=/lxc/web"));
        table[second].Metadata.Should().BeNull();
        told.Should().Equal("appeared web", "ended web", "appeared web");
    }

    [Theory]
    [InlineData("--root /r --log-format json create --bundle /b --pid-file /p ID", "/b")]
    [InlineData("--log=/l create -b /b ID", "/b")]
    [InlineData("run ID", "")]
    [InlineData("--systemd-cgroup run --bundle=/b --no-pivot ID", "/b")]
    [InlineData("start ID", null)]
    [InlineData("exec --pid-file /p ID", null)]
    [InlineData("create", null)]
    public void Runtimes_say_by_their_arguments_what_they_make(string arguments, string? bundle) =>
        RuntimeCall.Read(arguments.Split(' ')).Should().Be(bundle is null ? null : ("ID", bundle));

    /// <summary>A clock that is moved by hand.</summary>
    private sealed class Clock : TimeProvider
    {
        private TimeSpan now = TimeSpan.FromDays(1);

        public void Advance(TimeSpan time) => now += time;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now.Ticks;
    }

    void IContainerWatcher.Appeared(ContainerInfo container, long process) => told.Add("appeared " + Encoding.UTF8.GetString(container.Id));

    void IContainerWatcher.Announced(RuntimeCall call) => told.Add("announced " + call.Id);

    void IContainerWatcher.Ended(ContainerInfo container) => told.Add("ended " + Encoding.UTF8.GetString(container.Id));
}
