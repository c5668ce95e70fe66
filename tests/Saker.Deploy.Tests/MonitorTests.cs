using YamlDotNet.RepresentationModel;

namespace Saker.Deploy.Tests;

/// <summary>What the chart tells a Prometheus to scrape is there to be scraped.</summary>
public sealed class MonitorTests
{
    [Fact]
    public void Every_monitor_of_pods_names_a_port_of_the_pods_that_it_chooses()
    {
        var release = Helm.Template("everything");
        var pods = release.Objects.Select(o => o.Find("spec/template")).OfType<YamlNode>().ToList();
        foreach (var monitor in release.Of("PodMonitor"))
        {
            var chosen = pods.Where(p => Chooses(monitor.Find("spec/selector/matchLabels")!, p.Find("metadata/labels")!)).ToList();
            chosen.Should().ContainSingle();
            chosen[0].List("spec/containers").SelectMany(c => c.List("ports")).Select(p => p.Text("name"))
                .Should().Contain(monitor.Text("spec/podMetricsEndpoints/0/port"));
        }
    }

    [Fact]
    public void Every_monitor_of_services_names_a_port_of_the_one_service_that_it_chooses()
    {
        var release = Helm.Template("everything");
        foreach (var monitor in release.Of("ServiceMonitor"))
        {
            var chosen = release.Of("Service").Where(s => Chooses(monitor.Find("spec/selector/matchLabels")!, s.Find("metadata/labels")!)).ToList();
            chosen.Should().ContainSingle();
            chosen[0].List("spec/ports").Select(p => p.Text("name")).Should().Contain(monitor.Text("spec/endpoints/0/port"));
        }
    }

    [Theory]
    [InlineData("", "https")]
    [InlineData("-forwarder", "http")]
    [InlineData("-k8s-metadata", "http")]
    public void Only_sensors_are_scraped_by_TLS(string part, string scheme)
    {
        var endpoint = Helm.Template("everything").Of("PodMonitor").First(m => m.Text("metadata/name") == "saker" + part).Find("spec/podMetricsEndpoints/0")!;
        endpoint.Text("scheme").Should().Be(scheme);
        (endpoint.Find("tlsConfig") is not null).Should().Be(scheme == "https");
    }

    [Fact]
    public void Parts_that_are_not_installed_are_not_scraped() =>
        Helm.Template(null, "metrics.enabled=true", "serviceMonitor.create=true").Of("ServiceMonitor").Select(m => m.Text("metadata/name")).Should().Equal("saker");

    private static bool Chooses(YamlNode selector, YamlNode labels) =>
        ((YamlMappingNode)selector).Children.All(c => ((YamlMappingNode)labels).Children.TryGetValue(c.Key, out var value) && value.Equals(c.Value));
}
