using System.Text;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;
using Saker.Forwarder.Enrichment;
using Saker.Forwarder.Input;
using Saker.Forwarder.Routing;
using Saker.Forwarder.Templates;
using Saker.Rules.Syntax;

namespace Saker.Forwarder.Tests;

/// <summary>Which alerts go where, and what is added to them.</summary>
public sealed class RoutingTests
{
    [Theory]
    [InlineData("rule = \"Terminal shell\"", true)]
    [InlineData("priority in (critical, warning)", true)]
    [InlineData("priority = Error", false)]
    [InlineData("tags in (mitre_execution, T1059, more)", true)]
    [InlineData("tags in (mitre_execution)", false)]
    [InlineData("tags intersects (mitre_execution)", true)]
    [InlineData("source = syscall and not proc.name = zsh", true)]
    [InlineData("proc.name exists and container.id exists", false)]
    [InlineData("output contains shell or hostname = other", true)]
    [InlineData("evt.time > 1714564800000000000", true)]
    [InlineData("proc.name startswith anyof (x, ba)", true)]
    [InlineData("proc.name regex b.s", false)]
    public void Conditions_ask_for_parts_and_fields_of_alerts(string condition, bool holds) =>
        AlertCondition.Parse(condition).Holds(Alert()).Should().Be(holds);

    [Theory]
    [InlineData("container")]
    [InlineData("rule")]
    [InlineData("rule = ")]
    [InlineData("toupper(rule) = X")]
    public void A_condition_that_cannot_be_asked_is_an_error(string condition) =>
        FluentActions.Invoking(() => AlertCondition.Parse(condition)).Should().Throw<ConditionSyntaxException>();

    [Theory]
    [InlineData("{{ .Rule }}", "Terminal shell")]
    [InlineData("{{ index .OutputFields \"user.name\" }}", "root")]
    [InlineData("{{ if eq .Priority \"Warning\" }}yes{{ else }}no{{ end }}", "yes")]
    [InlineData("{{ range $k, $v := .OutputFields }}{{ $k }}={{ $v }};{{ end }}", "container.id=<nil>;evt.time=1714564800000000001;number=0;proc.name=bash;user.name=root;")]
    [InlineData("{{ range .Tags }}{{ . }} {{ end }}", "T1059 mitre_execution ")]
    [InlineData("a {{- \"b\" -}} c", "abc")]
    [InlineData("{{ printf \"%s-%v\" .Source (len .Tags) }}", "syscall-2")]
    [InlineData("{{ or (index .OutputFields \"none\") \"bar\" }}", "bar")]
    [InlineData("{{ .Hostname | printf \"<%s>\" }}", "<host-1>")]
    public void Templates_are_those_of_Go(string template, string text) => GoTemplate.Parse(template).Render(Alert()).Should().Be(text);

    [Theory]
    [InlineData("{{ .Rule")]
    [InlineData("{{ if .Rule }}x")]
    [InlineData("{{ end }}")]
    [InlineData("{{ unheard .Rule }}")]
    [InlineData("{{ }}")]
    [InlineData("{{ (.Rule }}")]
    public void A_template_that_is_none_is_an_error(string template) =>
        FluentActions.Invoking(() => GoTemplate.Parse(template)).Should().Throw<TemplateException>();

    [Fact]
    public void Fields_tags_and_shape_are_added()
    {
        var alert = Enricher(
            ("CUSTOMFIELDS", "team:blue,zone:%ZONE"), ("ZONE", "eu"), ("CUSTOMTAGS", "x"), ("TEMPLATEDFIELDS", "who:{{ index . \"user.name\" }}"),
            ("CLUSTER_NAME", "prod"), ("CLUSTER_LABELS", "env:live"),
            ("OUTPUTFIELDFORMAT", "<timestamp>: <priority> <output> <custom_fields> (<templated_fields>) <tags>")).Enrich(Alert());
        alert.Field("team").Should().Be("blue");
        alert.Field("zone").Should().Be("eu");
        alert.Field("who").Should().Be("root");
        alert.Field("k8s.cluster.name").Should().Be("prod");
        alert.Field("k8s.cluster.label.env").Should().Be("live");
        alert.Tags.Should().Equal("T1059", "mitre_execution", "x");
        alert.Output.Should().Be("12:00:00.000000001: Warning A shell was spawned (user=root) team=blue zone=eu (who=root) T1059,mitre_execution,x");
    }

    [Fact]
    public void Long_fields_of_long_alerts_are_cut_and_brackets_replaced()
    {
        var alert = Alert();
        alert.Fields["proc.aname[2]"] = System.Text.Json.JsonSerializer.SerializeToElement(new string('x', 5000));
        alert = Enricher(("BRACKETREPLACER", "_")).Enrich(alert);
        alert.Field("proc.aname_2").Should().Be(new string('x', 507) + "[...]");
        alert.Fields.Should().NotContainKey("proc.aname[2]");
    }

    private static ForwardedAlert Alert() => AlertParser.Parse(Encoding.UTF8.GetBytes(Bench.Alert()))!;

    private static Enricher Enricher(params (string Name, string Value)[] variables)
    {
        string? Variable(string name) => variables.FirstOrDefault(v => v.Name == name).Value;
        return new Enricher(SettingsReader.Read(DestinationCatalog.Keys, null, Variable, _ => { }).Root, Variable);
    }
}
