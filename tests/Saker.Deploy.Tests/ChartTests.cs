using k8s;
using YamlDotNet.RepresentationModel;

namespace Saker.Deploy.Tests;

/// <summary>The chart under all kinds of values.</summary>
public sealed class ChartTests
{
    private static readonly string[] foreignGroups = ["monitoring.coreos.com", "azmonitoring.coreos.com", "security.openshift.io"];

    [Theory]
    [InlineData(null)]
    [InlineData("minimal")]
    [InlineData("everything")]
    [InlineData("falco-user")]
    public void Helm_finds_nothing_wrong(string? values)
    {
        var result = Helm.Run(["lint", "--strict", Places.Chart, .. values is null ? [] : (string[])["-f", Places.Values(values)]]);
        result.Code.Should().Be(0, result.Output + result.Errors);
        result.Output.Should().NotContain("[WARNING]").And.NotContain("[ERROR]");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("minimal")]
    [InlineData("everything")]
    [InlineData("falco-user")]
    public void Kubernetes_knows_every_field(string? values)
    {
        foreach (var manifest in Helm.Template(values).Objects.Where(o => !foreignGroups.Contains(o.Text("apiVersion").Split('/')[0])))
        {
            FluentActions.Invoking(() => KubernetesYaml.LoadAllFromString(Manifests.Text(manifest), null, strict: true))
                .Should().NotThrow($"{manifest.Text("kind")} {manifest.Text("metadata/name")} is sound");
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("minimal")]
    [InlineData("everything")]
    [InlineData("falco-user")]
    public void Schemas_of_Kubernetes_and_of_the_Prometheus_operator_find_nothing_wrong(string? values) =>
        Validators.Findings("manifests.mjs", Helm.Template(values).Json(o => !o.Text("apiVersion").StartsWith("security.openshift.io/", StringComparison.Ordinal)))
            .Should().BeEmpty();

    [Theory]
    [InlineData("spec: {selector: {}, ports: [{port: eighty}]}", "/spec/ports/0/port: must be integer")]
    [InlineData("spec: {selector: {}, prots: []}", "/spec/prots: there is no such field")]
    [InlineData("spec: {type: Somewhere}", "/spec/type: must be equal to one of the allowed values")]
    public void Schemas_find_what_is_wrong(string broken, string finding) =>
        Validators.Findings("manifests.mjs", Manifests.Parse($"apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\n{broken}").Json(_ => true))
            .Trim().Should().Be("Service web (v1)" + finding);

    [Fact]
    public void Nothing_but_the_sensor_is_installed_unless_it_is_asked_for() => Helm.Template(null).Names().Should().Equal(
        "ConfigMap/saker", "ConfigMap/saker-rules", "DaemonSet/saker", "ServiceAccount/saker");

    [Fact]
    public void Everything_has_all_parts()
    {
        var kinds = Helm.Template("everything").Names().ToList();
        kinds.Should().Contain([
            "Deployment/saker-forwarder", "PodDisruptionBudget/saker-forwarder", "Secret/saker-forwarder", "Service/saker-forwarder",
            "Deployment/saker-k8s-metadata", "ClusterRole/security-saker-k8s-metadata", "Service/saker-metrics", "Service/saker-web",
            "Secret/saker-certs", "Secret/saker-client-certs", "ConfigMap/saker-dashboards", "PrometheusRule/saker",
        ]);
        foreach (string part in (string[])["saker", "saker-forwarder", "saker-k8s-metadata"])
        {
            kinds.Count(k => k == "ServiceMonitor/" + part).Should().Be(2, "there are two API versions of it");
            kinds.Count(k => k == "PodMonitor/" + part).Should().Be(2);
        }
    }

    [Theory]
    [InlineData("driver.kind=kmod", "driver.kind: kmod is not to be had")]
    [InlineData("driver.kind=ebpf", "set driver.kind to modern_ebpf")]
    [InlineData("controller.kind=deployment", "set controller.kind to daemonset")]
    [InlineData("serviceMonitor.create=true", "set metrics.enabled to true")]
    [InlineData("falco.webserver.ssl_enabled=true", "there is no certificate")]
    [InlineData("certs.server.crt=x", "crt and key go together")]
    [InlineData("forwarder.config.tlsserver.deploy=true", "drop tlsserver")]
    [InlineData("forwarder.existingSecret=x,forwarder.config.debug=true", "exclude each other")]
    [InlineData("forward.existingSecret=x,forward.config.debug=true", "exclude each other")]
    [InlineData("forward.existingSecret=x,forwarder.enabled=true", "sent on twice")]
    [InlineData("forward.config.policyreport.enabled=true", "turn policy reports on in forwarder.config")]
    [InlineData("forward.config.input.redis.address=x", "name the log in forwarder.config")]
    [InlineData("falco.webserver.enabled=false,metrics.enabled=true", "set falco.webserver.enabled to true")]
    [InlineData("falcosidekick.webui.enabled=true", "there is no such page here")]
    [InlineData("responseActions.enabled=true", "set responseActions.enabled to false")]
    [InlineData("collectors.containerEngine.engines.cri.sockets[0]=run.sock", "'run.sock' is no whole path")]
    [InlineData("drvier.kind=modern_ebpf", "drvier")]
    [InlineData("driver.modernEbpf.bufSizePreset=11", "bufSizePreset")]
    [InlineData("customRules.rules\\.txt=x", "rules.txt")]
    public void What_cannot_be_is_refused_with_advice(string setting, string advice)
    {
        var result = Helm.TryTemplate(null, setting);
        result.Code.Should().NotBe(0);
        result.Errors.Should().Contain(advice);
    }

    [Fact]
    public void Every_value_is_in_the_table_of_the_readme()
    {
        var values = Manifests.Parse(Places.Read("deploy/helm/saker/values.yaml")).Objects.Single();
        var rows = Places.Read("deploy/helm/saker/README.md").Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .Select(l => l.Split('`')[1]).ToList();
        foreach (string key in Leaves(values, ""))
            rows.Should().Contain(row => key == row || key.StartsWith(row + ".", StringComparison.Ordinal));
        foreach (string row in rows)
            values.Find(row.Replace('.', '/')).Should().NotBeNull($"{row} is a value");
    }

    private static IEnumerable<string> Leaves(YamlNode node, string path) => node is YamlMappingNode { Children.Count: > 0 } map
        ? map.Children.SelectMany(c => Leaves(c.Value, (path.Length > 0 ? path + "." : "") + ((YamlScalarNode)c.Key).Value))
        : [path];
}
