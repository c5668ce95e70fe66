using YamlDotNet.RepresentationModel;

namespace Saker.Deploy.Tests;

/// <summary>What the sensor's pods may do, what they see of the node, and how it is known that they work.</summary>
public sealed class SensorPodTests
{
    [Fact]
    public void Three_capabilities_are_enough()
    {
        var security = Container(Helm.Template(null)).Find("securityContext")!;
        security.Text("privileged").Should().Be("false");
        security.Text("allowPrivilegeEscalation").Should().Be("false");
        security.Text("readOnlyRootFilesystem").Should().Be("true");
        security.Texts("capabilities/drop").Should().Equal("ALL");
        security.Texts("capabilities/add").Should().Equal("BPF", "PERFMON", "SYS_PTRACE");
    }

    [Fact]
    public void Pods_are_privileged_only_when_asked_for() =>
        Container(Helm.Template("falco-user")).Text("securityContext/privileged").Should().Be("true");

    [Fact]
    public void Without_a_driver_nothing_is_permitted()
    {
        var security = Container(Helm.Template(null, "driver.enabled=false")).Find("securityContext")!;
        security.Texts("capabilities/drop").Should().Equal("ALL");
        security.Find("capabilities/add").Should().BeNull();
    }

    [Fact]
    public void The_node_is_seen_and_cannot_be_written_to_but_for_the_state()
    {
        var release = Helm.Template(null);
        var pod = Pod(release);
        var host = pod.List("volumes").Where(v => v.Find("hostPath") is not null).ToDictionary(v => v.Text("name"), v => v.Text("hostPath/path"));
        host.Values.Should().BeEquivalentTo("/proc", "/etc", "/run", "/var/lib/saker");
        var mounts = Container(release).List("volumeMounts").Where(m => host.ContainsKey(m.Text("name")))
            .Select(m => (Path: m.Text("mountPath"), ReadOnly: m.Text("readOnly") == "true"));
        mounts.Should().BeEquivalentTo([
            ("/host/proc", true), ("/host/etc", true), ("/host/run", true), ("/host/var/run", true), ("/var/lib/saker", false),
        ]);
        pod.Text("hostPID").Should().Be("true", "the sensor finds its own calls by its process id on the node");
        pod.Find("hostNetwork").Should().BeNull();
        Container(release).List("env").Single(e => e.Text("name") == "HOST_ROOT").Text("value").Should().Be("/host");
    }

    [Theory]
    [InlineData("falcoHostnameEnv=true", "spec.nodeName")]
    [InlineData("falcoHostnameEnv=false", null)]
    [InlineData("extra.env[0].name=FALCO_HOSTNAME,extra.env[0].value=mine", "mine")]
    public void Alerts_name_the_node_unless_something_else_is_said(string setting, string? name) => Container(Helm.Template(null, setting)).List("env")
        .Where(e => e.Text("name") == "FALCO_HOSTNAME").Select(e => e.Text("value") + e.Text("valueFrom/fieldRef/fieldPath"))
        .Should().Equal(name is null ? [] : [name]);

    [Fact]
    public void Sockets_elsewhere_are_mounted_by_their_directory() => Container(Helm.Template("everything")).List("volumeMounts")
        .Select(m => m.Text("mountPath")).Should().Contain("/host/var/snap/microk8s/common/run");

    [Fact]
    public void Every_mount_has_its_volume()
    {
        foreach (string? values in new[] { null, "minimal", "everything", "falco-user" })
        {
            foreach (var owner in Helm.Template(values).Objects.Where(o => o.Find("spec/template/spec") is not null))
            {
                var pod = owner.Find("spec/template/spec")!;
                pod.List("containers").SelectMany(c => c.List("volumeMounts")).Select(m => m.Text("name")).Distinct()
                    .Should().BeSubsetOf(pod.List("volumes").Select(v => v.Text("name")));
            }
        }
    }

    [Fact]
    public void Ready_is_who_sees_and_alive_is_who_answers()
    {
        var container = Container(Helm.Template(null));
        container.Text("readinessProbe/httpGet/path").Should().Be("/readyz");
        container.Text("livenessProbe/httpGet/path").Should().Be("/healthz");
        container.Text("startupProbe/httpGet/path").Should().Be("/healthz");
        container.Text("livenessProbe/httpGet/port").Should().Be("8765");
        Container(Helm.Template("everything")).Text("readinessProbe/httpGet/scheme").Should().Be("HTTPS");
        Container(Helm.Template("minimal")).Find("readinessProbe").Should().BeNull("there is no web server to ask");
    }

    [Fact]
    public void Nodes_are_updated_one_by_one_and_taints_of_control_planes_tolerated()
    {
        var release = Helm.Template(null);
        release.One("DaemonSet").Text("spec/updateStrategy/rollingUpdate/maxUnavailable").Should().Be("1");
        Pod(release).List("tolerations").Select(t => t.Text("key")).Should().Contain("node-role.kubernetes.io/control-plane");
    }

    [Fact]
    public void Rules_alone_start_no_pod_anew_and_other_rings_do()
    {
        string before = StartConfig(Helm.Template(null));
        StartConfig(Helm.Template(null, "customRules.a\\.yaml=[]", "falco.priority=notice")).Should().Be(before);
        StartConfig(Helm.Template(null, "driver.modernEbpf.bufSizePreset=6")).Should().NotBe(before);
    }

    [Fact]
    public void The_sensor_has_no_business_with_the_API_server()
    {
        var release = Helm.Template("everything");
        Pod(release).Text("automountServiceAccountToken").Should().Be("false");
        release.One("ServiceAccount", "saker").Text("automountServiceAccountToken").Should().Be("false");
        release.Of("ClusterRoleBinding").SelectMany(b => b.List("subjects")).Select(s => s.Text("name")).Should().Equal("saker-k8s-metadata");
    }

    private static string StartConfig(Manifests release) => release.One("DaemonSet").Text("spec/template/metadata/annotations/saker-start-config");

    private static YamlNode Pod(Manifests release) => release.One("DaemonSet").Find("spec/template/spec")!;

    private static YamlNode Container(Manifests release) => Pod(release).Find("containers/0")!;
}
