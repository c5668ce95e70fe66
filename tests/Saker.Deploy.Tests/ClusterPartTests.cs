using YamlDotNet.RepresentationModel;

namespace Saker.Deploy.Tests;

/// <summary>The forwarder and the watcher of the cluster.</summary>
public sealed class ClusterPartTests
{
    [Theory]
    [InlineData("-forwarder")]
    [InlineData("-k8s-metadata")]
    public void Neither_needs_a_privilege(string name)
    {
        var pod = Helm.Template("everything").One("Deployment", name).Find("spec/template/spec")!;
        var security = pod.Find("containers/0/securityContext")!;
        security.Text("runAsNonRoot").Should().Be("true");
        security.Text("allowPrivilegeEscalation").Should().Be("false");
        security.Text("readOnlyRootFilesystem").Should().Be("true");
        security.Texts("capabilities/drop").Should().Equal("ALL");
        security.Find("capabilities/add").Should().BeNull();
        security.Text("seccompProfile/type").Should().Be("RuntimeDefault");
        pod.List("volumes").Should().NotContain(v => v.Find("hostPath") != null);
        pod.Find("hostPID").Should().BeNull();
    }

    [Fact]
    public void Two_forwarders_stand_apart_and_are_not_evicted_together()
    {
        var release = Helm.Template(null, "forwarder.enabled=true");
        var forwarder = release.One("Deployment", "-forwarder");
        forwarder.Text("spec/replicas").Should().Be("2");
        forwarder.List("spec/template/spec/topologySpreadConstraints").Select(c => c.Text("topologyKey"))
            .Should().Equal("kubernetes.io/hostname", "topology.kubernetes.io/zone");
        release.One("PodDisruptionBudget").Text("spec/maxUnavailable").Should().Be("1");
        forwarder.Text("spec/template/spec/containers/0/readinessProbe/httpGet/path").Should().Be("/healthz");
    }

    [Fact]
    public void What_the_forwarder_is_told_is_in_a_secret()
    {
        var release = Helm.Template("everything");
        release.One("Secret", "-forwarder").Text("stringData/config.yaml").Should().Contain("hooks.example.com");
        release.Of("ConfigMap").Should().NotContain(m => m.ToString().Contains("hooks.example.com"));
        var given = Helm.Template(null, "forwarder.enabled=true", "forwarder.existingSecret=mine");
        given.Of("Secret").Should().BeEmpty();
        given.One("Deployment").List("spec/template/spec/volumes").Select(v => v.Text("secret/secretName")).Should().Contain("mine");
    }

    [Fact]
    public void A_log_that_the_forwarder_reads_is_told_to_it() =>
        Helm.Template(null, "forwarder.enabled=true", "forwarder.config.input.redis.address=redis:6379", "forwarder.config.input.redis.key=alerts")
            .One("Secret", "-forwarder").Text("stringData/config.yaml").Should().Contain("input:\n  redis:\n    address: redis:6379\n    key: alerts");

    [Fact]
    public void Values_of_Falcosidekick_make_a_forwarder()
    {
        var release = Helm.Template("falco-user");
        release.One("Secret", "-forwarder").Text("stringData/config.yaml").Should().Contain("minimumpriority: warning").And.NotContain("existingSecret");
        release.One("Deployment", "-forwarder").Text("spec/template/spec/containers/0/envFrom/0/secretRef/name").Should().Be("sidekick");
    }

    [Theory]
    [InlineData("forwarder.enabled=true,forwarder.config.policyreport.enabled=true")]
    [InlineData("forwarder.enabled=true,forwarder.policyReports=true")]
    [InlineData("falcosidekick.enabled=true,falcosidekick.config.policyreport.enabled=true")]
    public void A_forwarder_may_write_policy_reports_when_it_is_to(string setting)
    {
        var release = Helm.Template(null, setting);
        var rule = release.One("ClusterRole").List("rules").Single();
        rule.Texts("apiGroups").Should().Equal("wgpolicyk8s.io");
        rule.Texts("resources").Should().BeEquivalentTo("policyreports", "clusterpolicyreports");
        rule.Texts("verbs").Should().BeEquivalentTo("get", "create", "update");
        release.One("ClusterRoleBinding").List("subjects").Single().Text("name").Should().Be("saker-forwarder");
        var pod = release.One("Deployment").Find("spec/template/spec")!;
        pod.Text("serviceAccountName").Should().Be(release.One("ServiceAccount", "-forwarder").Text("metadata/name"));
        pod.Text("automountServiceAccountToken").Should().Be("true");
        Helm.Template(null, setting, "rbac.create=false").Of("ClusterRole").Should().BeEmpty();
    }

    [Fact]
    public void Another_forwarder_has_no_token()
    {
        var release = Helm.Template(null, "forwarder.enabled=true");
        release.One("Deployment").Text("spec/template/spec/automountServiceAccountToken").Should().Be("false");
        release.Of("ClusterRole").Should().BeEmpty();
    }

    [Fact]
    public void The_watcher_reads_what_it_watches_and_nothing_else()
    {
        var release = Helm.Template("everything");
        var rules = release.One("ClusterRole").List("rules");
        rules.SelectMany(r => r.Texts("verbs")).Distinct().Should().BeEquivalentTo("list", "watch");
        rules.SelectMany(r => r.Texts("resources")).Should().BeEquivalentTo(
            "pods", "namespaces", "services", "replicationcontrollers", "deployments", "replicasets");
        release.Of("Role").Should().BeEmpty();
        Helm.Template("everything", "rbac.create=false").Of("ClusterRole").Should().BeEmpty();
    }

    [Fact]
    public void Another_watcher_is_asked_where_one_is_named() => Helm.Template(
        null, "collectors.kubernetes.enabled=true", "collectors.kubernetes.collectorHostname=elsewhere").Of("Deployment").Should().BeEmpty();
}
