using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace Saker.Deploy.Tests;

/// <summary>The dashboard and the alarms ask for what there is.</summary>
public sealed class DashboardTests
{
    private const string Alarms = "deploy/prometheus/saker.rules.yaml";

    [Fact]
    public void The_dashboard_asks_for_metrics_that_are_exported()
    {
        var names = Dashboard.Queries().SelectMany(MetricNames.In).Distinct().ToList();
        names.Should().HaveCountGreaterThan(20).And.BeSubsetOf(MetricNames.Exported());
    }

    [Fact]
    public void The_alarms_ask_for_metrics_that_are_exported()
    {
        var names = AlarmRules().SelectMany(r => MetricNames.In(r.Text("expr"))).Distinct().ToList();
        names.Should().HaveCountGreaterThan(10).And.BeSubsetOf(MetricNames.Exported());
    }

    [Fact]
    public void Hooks_are_found_by_what_their_metrics_are_called()
    {
        string query = Dashboard.Queries().Single(q => q.Contains("__name__"));
        query.Should().Contain("falcosecurity_scap_.+_run_time_nanoseconds_total");
        Places.Read("src/Saker.Sensor/Metrics/KernelMetrics.cs").Should().Contain("{Scap}{name}_run_time_nanoseconds_total");
    }

    [Fact]
    public void Panels_have_ids_of_their_own_and_do_not_overlap()
    {
        using var dashboard = JsonDocument.Parse(Places.Read(Dashboard.File));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();
        panels.Select(p => p.GetProperty("id").GetInt32()).Should().OnlyHaveUniqueItems();
        var cells = panels.Select(p => p.GetProperty("gridPos")).SelectMany(Cells).ToList();
        cells.Should().OnlyHaveUniqueItems().And.OnlyContain(c => c.X < 24);
    }

    [Fact]
    public void Prometheus_takes_the_alarms()
    {
        const string promtool = "/usr/bin/promtool";
        Assert.SkipUnless(File.Exists(promtool), "promtool is not installed");
        var result = CommandResult.Of(promtool, "check", "rules", Path.Combine(Places.Repository, Alarms));
        result.Code.Should().Be(0, result.Errors);
    }

    [Fact]
    public void Azure_takes_the_alarms()
    {
        var result = Bicep.Compile("deploy/prometheus/azure.bicep");
        result.Code.Should().Be(0, result.Errors);
        result.Errors.Should().BeEmpty();
        // Priorities there are numbers, each of which the template has to know.
        AlarmRules().Select(r => r.Text("labels/severity")).Distinct().Should().BeSubsetOf(["critical", "warning"]);
    }

    [Fact]
    public void Prometheus_understands_every_query_of_the_dashboard()
    {
        const string promtool = "/usr/bin/promtool";
        Assert.SkipUnless(File.Exists(promtool), "promtool is not installed");
        string file = Path.GetTempFileName();
        try
        {
            // A query is a recording rule once Grafana's variables have values.
            string rules = string.Concat(Dashboard.Queries().Select((q, i) => $"      - record: query_{i}\n        expr: {JsonSerializer.Serialize(Dashboard.Filled(q, "5m"))}\n"));
            File.WriteAllText(file, "groups:\n  - name: dashboard\n    rules:\n" + rules);
            var result = CommandResult.Of(promtool, "check", "rules", "--lint=none", file);
            result.Code.Should().Be(0, result.Errors);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_chart_installs_both()
    {
        var release = Helm.Template("everything");
        var map = release.One("ConfigMap", "-dashboards");
        map.Text("metadata/namespace").Should().Be("monitoring");
        map.Text("metadata/labels/grafana_dashboard").Should().Be("1");
        map.Text("data/saker.json").Trim().Should().Be(Places.Read(Dashboard.File).Trim());
        release.One("PrometheusRule").List("spec/groups").SelectMany(g => g.List("rules")).Select(r => r.Text("alert"))
            .Should().Equal(AlarmRules().Select(r => r.Text("alert")));
    }

    private static IEnumerable<YamlNode> AlarmRules() => Manifests.Parse(Places.Read(Alarms)).Objects.Single().List("groups").SelectMany(g => g.List("rules"));

    private static IEnumerable<(int X, int Y)> Cells(JsonElement place)
    {
        var (x, y) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32());
        return from column in Enumerable.Range(x, place.GetProperty("w").GetInt32())
               from line in Enumerable.Range(y, place.GetProperty("h").GetInt32())
               select (column, line);
    }
}
