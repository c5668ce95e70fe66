using YamlDotNet.RepresentationModel;

namespace Saker.Deploy.Tests;

/// <summary>The configuration that sensors find.</summary>
public sealed class SensorConfigTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("minimal")]
    [InlineData("falco-user")]
    public void The_program_takes_it(string? values)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Helm.Template(values).One("ConfigMap", "saker").Text("data/falco.yaml"));
            var result = CommandResult.Of(Places.Saker, "-c", file, "-r", Path.Combine(Places.Repository, "rules/stable.yaml"), "--dry-run");
            result.Code.Should().Be(0, result.Errors);
            result.Errors.Should().NotContain("there is no key");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void No_engine_is_asked_where_collectors_are_off()
    {
        var config = Config(Helm.Template(null, "collectors.enabled=false"));
        config.Texts("load_plugins").Should().Equal("container");
        foreach (string engine in new[] { "docker", "podman", "containerd", "cri" })
            config.Text($"plugins/0/init_config/engines/{engine}/enabled").Should().Be("false");
    }

    [Fact]
    public void Keys_of_falco_go_through_as_they_are()
    {
        var config = Config(Helm.Template("falco-user"));
        config.Text("priority").Should().Be("notice");
        config.Text("json_include_output_property").Should().Be("true");
        config.Text("buffered_outputs").Should().Be("false");
    }

    [Fact]
    public void Values_of_the_chart_go_before()
    {
        var config = Config(Helm.Template("everything"));
        config.Text("engine/kind").Should().Be("modern_ebpf");
        config.Text("engine/modern_ebpf/buf_size_preset").Should().Be("6");
        config.Text("metrics/enabled").Should().Be("true");
        config.Text("metrics/interval").Should().Be("15m");
        config.Text("webserver/prometheus_metrics_enabled").Should().Be("true");
    }

    [Fact]
    public void Rules_of_the_values_are_files_that_the_configuration_names()
    {
        var release = Helm.Template("everything");
        Config(release).Texts("rules_files").Should().Contain("/etc/falco/rules.d");
        release.One("ConfigMap", "-rules").Text("data/shop.yaml").Should().Contain("rule: Shell in the shop");
        release.One("DaemonSet").List("spec/template/spec/containers/0/volumeMounts").Single(m => m.Text("name") == "rules")
            .Text("mountPath").Should().Be("/etc/falco/rules.d");
    }

    [Fact]
    public void In_the_place_of_Falcos_rules_are_those_that_come_with_the_program() => Config(Helm.Template("falco-user"))
        .Texts("rules_files").Should().Equal("/usr/lib/saker/rules", "/etc/falco/falco_rules.local.yaml", "/etc/falco/rules.d");

    [Fact]
    public void Sensors_send_to_the_forwarder_and_ask_the_watcher()
    {
        var config = Config(Helm.Template("everything"));
        config.Text("http_output/url").Should().Be("http://saker-forwarder.security.svc:2801");
        config.Text("json_output").Should().Be("true");
        config.Texts("load_plugins").Should().Equal("container", "k8smeta");
        config.Text("plugins/1/init_config/collectorHostname").Should().Be("saker-k8s-metadata.security.svc");
    }

    [Fact]
    public void Another_receiver_is_left_as_it_is() => Config(Helm.Template(
        null, "forwarder.enabled=true", "falco.http_output.enabled=true", "falco.http_output.url=http://elsewhere")).Text("http_output/url").Should().Be("http://elsewhere");

    [Fact]
    public void Sensors_send_on_by_themselves_what_a_secret_says()
    {
        var release = Helm.Template(null, "forward.config.slack.webhookurl=https://hooks.example.com/x", "forward.envFromSecrets[0]=more", "falco.saker.aggregation.window=1s");
        release.One("Secret", "-forward").Text("stringData/config.yaml").Should().Contain("hooks.example.com");
        release.Of("ConfigMap").Should().NotContain(m => m.ToString().Contains("hooks.example.com"));
        var config = Config(release);
        config.Text("saker/forward").Should().Be("/etc/saker/forward/config.yaml");
        config.Text("saker/aggregation/window").Should().Be("1s");
        var pod = release.One("DaemonSet").Find("spec/template/spec")!;
        pod.List("containers/0/volumeMounts").Single(m => m.Text("name") == "forward").Text("mountPath").Should().Be("/etc/saker/forward");
        pod.List("volumes").Single(v => v.Text("name") == "forward").Text("secret/secretName").Should().Be("saker-forward");
        pod.Text("containers/0/envFrom/0/secretRef/name").Should().Be("more");
    }

    [Fact]
    public void A_secret_of_ones_own_is_mounted_in_its_place()
    {
        var release = Helm.Template(null, "forward.existingSecret=mine");
        release.Of("Secret").Should().BeEmpty();
        release.One("DaemonSet").List("spec/template/spec/volumes").Single(v => v.Text("name") == "forward").Text("secret/secretName").Should().Be("mine");
    }

    private static YamlNode Config(Manifests release) => Manifests.Parse(release.One("ConfigMap", "saker").Text("data/falco.yaml")).Objects.Single();
}
