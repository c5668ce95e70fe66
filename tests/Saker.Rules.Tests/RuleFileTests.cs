using Saker.Rules.Files;

namespace Saker.Rules.Tests;

public class RuleFileTests
{
    private const string Probe = "- rule: probe\n  desc: d\n  output: o\n  priority: INFO\n  condition: evt.type = openat\n";

    [Theory]
    [InlineData("- list: l\n  items: [a]\n", "LOAD_UNUSED_LIST", "list")]
    [InlineData("- macro: m\n  condition: evt.num = 0\n", "LOAD_UNUSED_MACRO", "macro")]
    [InlineData("- something: else\n", "LOAD_UNKNOWN_ITEM", "rules content item")]
    [InlineData(Probe + "  colour: red\n", "LOAD_UNKNOWN_KEY", "rule")]
    [InlineData(Probe + "  source: my_cloud\n", "LOAD_UNKNOWN_SOURCE", "rule")]
    [InlineData(Probe + "- rule: probe\n  condition: and evt.num = 1\n  append: true\n", "LOAD_DEPRECATED_ITEM", "rule")]
    [InlineData(Probe + "- rule: probe\n  enabled: false\n", "LOAD_DEPRECATED_ITEM", "rule")]
    public void Warns(string yaml, string code, string itemType)
    {
        var warning = Load.OnlyWarning(yaml);
        warning.Code.Name.Should().Be(code);
        warning.Locations[^1].ItemType.Should().Be(itemType);
    }

    [Theory]
    [InlineData("proc.name = x", "LOAD_NO_EVTTYPE")]
    [InlineData("evt.type = openat and proc.name = proc.pname", "LOAD_COMPILE_CONDITION")]
    [InlineData("evt.type = openat and proc.name regex ^sh$", "LOAD_COMPILE_CONDITION")]
    [InlineData("evt.type = openat and evt.latency > 1", "LOAD_DEPRECATED_ITEM")]
    public void Warns_of_conditions(string condition, string code) => Load.OnlyWarning(Load.Rule(condition)).Code.Name.Should().Be(code);

    [Theory]
    [InlineData("key: [", "LOAD_ERR_YAML_PARSE")]
    [InlineData("just text", "LOAD_ERR_YAML_VALIDATE")]
    [InlineData("key: value", "LOAD_ERR_YAML_VALIDATE")]
    [InlineData("- text", "LOAD_ERR_YAML_VALIDATE")]
    [InlineData("- rule: a\n  desc: d\n", "LOAD_ERR_YAML_VALIDATE")]
    [InlineData("- list: l\n", "LOAD_ERR_YAML_VALIDATE")]
    [InlineData("- list: l\n  items: [[a]]\n", "LOAD_ERR_YAML_VALIDATE")]
    [InlineData("- required_engine_version: 0.99.0\n", "LOAD_ERR_VALIDATE")]
    [InlineData("- required_engine_version: soon\n", "LOAD_ERR_YAML_VALIDATE")]
    [InlineData("- macro: m\n  condition: n\n", "LOAD_ERR_VALIDATE")]
    [InlineData("- macro: m\n  condition: a and\n", "LOAD_ERR_COMPILE_CONDITION")]
    [InlineData("- macro: m\n  condition: m\n", "LOAD_ERR_VALIDATE")]
    [InlineData("- list: l\n  items: [a]\n  override:\n    items: append\n", "LOAD_ERR_VALIDATE")]
    [InlineData(Probe + "- rule: probe\n  priority: INFO\n  desc: x\n  override:\n    desc: append\n", "LOAD_ERR_YAML_VALIDATE")]
    [InlineData(Probe + "- rule: probe\n  priority: INFO\n  override:\n    priority: append\n", "LOAD_ERR_YAML_VALIDATE")]
    [InlineData(Probe + "- rule: probe\n  override:\n    desc: append\n", "LOAD_ERR_YAML_VALIDATE")]
    [InlineData("- rule: a\n  desc: d\n  output: '%nothing'\n  priority: INFO\n  condition: evt.num = 1\n", "LOAD_ERR_COMPILE_OUTPUT")]
    [InlineData("- rule: a\n  desc: d\n  output: o\n  priority: grave\n  condition: evt.num = 1\n", "LOAD_ERR_YAML_VALIDATE")]
    public void Refuses(string yaml, string code) => Load.OnlyError(yaml).Code.Name.Should().Be(code);

    [Theory]
    [InlineData("no.field = 1", "filter_check called with nonexistent field no.field")]
    [InlineData("proc.name bcontains 00", "filter error: 'bcontains' operator not supported for string filters")]
    [InlineData("proc.pid contains 1", "filter error: 'contains' operator not supported for numeric filters")]
    [InlineData("fd.types = file", "filter error: '=' operator not supported for list filters")]
    [InlineData("proc.pid = 12x", "12x is not a valid number")]
    [InlineData("evt.cpu = 0x10", "0x10 is not a valid number")]
    [InlineData("evt.is_open_write = yes", "filter error: unrecognized boolean value yes")]
    [InlineData("fd.sip = 300.1.1.1", "unrecognized IPv4 address 300.1.1.1")]
    [InlineData("fd.snet = 10.0.0.0", "unrecognized IP network 10.0.0.0")]
    [InlineData("fd.snet = 10.0.0.0/33", "invalid netmask 33")]
    [InlineData("fd.sport = nosuchservice", "unrecognized protocol nosuchservice")]
    [InlineData("evt.type = no_such_event", "unknown event type no_such_event")]
    [InlineData("evt.buffer bcontains xyz", "filter error: bcontains and bstartswith operator support hex strings only")]
    [InlineData("proc.name regex '['", "invalid regex pattern: missing ]: [")]
    [InlineData("proc.name regex '(?i)a'", "invalid regex pattern: missing argument to repetition operator: ?")]
    [InlineData("proc.name regex '\\\\d'", "invalid regex pattern: invalid escape sequence: \\d")]
    [InlineData("proc.name = val(proc.pid)", "field 'proc.name' has type 'String' while the right-hand side field 'proc.pid' has incompatible")]
    [InlineData("proc.name regex val(proc.pname)", "operator 'regex' doesn't support right-hand side fields")]
    [InlineData("toupper(proc.pid) = A", "can't add field transformer")]
    [InlineData("toupper(proc.aname) = A", "field 'proc.aname' does not support transformers")]
    [InlineData("concat(proc.name) = A", "concat() requires at least 2 arguments")]
    [InlineData("toupper(evt.type) = A", "event code search does not support `evt.type` checks with transformers")]
    public void Says_what_is_wrong_with_a_condition(string condition, string message)
    {
        var error = Load.OnlyError(Load.Rule(condition));
        error.Code.Should().Be(FindingCode.CompileCondition);
        error.Message.Should().StartWith(message);
        error.Locations.Select(l => l.ItemType).Should().Equal("rules content", "rule", "rule condition", "condition expression");
    }

    [Fact]
    public void Findings_lead_to_the_place()
    {
        var error = Load.OnlyError("- macro: m\n  condition: evt.type = openat\n\n- rule: probe\n  desc: d\n  output: o\n  priority: INFO\n"
            + "  condition: m and (proc.name = x\n");
        error.Locations.Should().Equal(
            new Location("rules content", "", "rules_1.yaml", 0, 0, 0),
            new Location("rule", "probe", "rules_1.yaml", 3, 2, 45),
            new Location("rule condition", "", "rules_1.yaml", 7, 13, 109),
            new Location("condition expression", "", "\"m and (proc.name = x\"", 8, 34, 129));
        error.Snippet.Should().Be("m and (proc.name = x\n                   ^\n");
    }

    [Fact]
    public void Lists_are_substituted_in_the_text()
    {
        var rules = Load.Yaml(
            "- list: inner\n  items: [c, 'd e']\n- list: outer\n  items: [inner, b]\n- list: none\n  items: []\n"
            + Load.Rule("evt.type = openat and proc.name in (outer, none, outers, \"inner\")"));
        rules.Rules.Rules[0].Condition.ToString().Should().Be(
            "(evt.type = openat and proc.name in (c, \"d e\", b, outers, inner))");
        rules.Rules.Lists[1].ExpandedItems.Should().Equal("c", "d e", "b");
    }

    [Fact]
    public void Macros_see_those_before_them_and_rules_see_all()
    {
        var result = Load.Yaml("- macro: a\n  condition: b\n- macro: b\n  condition: evt.num = 1\n");
        result.Files[0].Errors.Should().ContainSingle().Which.Message.Should().Be("Undefined macro 'b' used in filter.");
        Load.Yaml(Load.Rule("later") + "- macro: later\n  condition: evt.type = openat\n").Successful.Should().BeTrue();
    }

    [Fact]
    public void Appended_text_gets_no_parentheses()
    {
        var rules = Load.Yaml(
            Probe, "- rule: probe\n  condition: or evt.type = close and proc.pid = 1\n  output: more\n  override:\n    condition: append\n    output: append\n");
        rules.Rules.Rules[0].Condition.ToString().Should().Be("(evt.type = openat or (evt.type = close and proc.pid = 1))");
        rules.Rules.Rules[0].OutputText.Should().Be("o more");
    }

    [Fact]
    public void Redefined_rules_keep_their_place()
    {
        var rules = Load.Yaml(Probe + Load.Rule("evt.type = close", "second") + Load.Rule("evt.type = read", "probe"));
        rules.Rules.Rules.Select(r => (r.Name, r.Index, r.Condition.ToString()))
            .Should().Equal(("probe", 0, "evt.type = read"), ("second", 1, "evt.type = close"));
    }

    [Fact]
    public void Exceptions_are_taken_out_of_the_condition()
    {
        const string Exceptions = """
              exceptions:
                - name: pairs
                  fields: [proc.name, fd.name]
                  comps: [=, in]
                  values:
                    - [a, [x, 'y z']]
                    - [b, z]
                - name: single
                  fields: proc.pname
                  values: [p, q]
                - name: later
                  fields: [proc.cmdline]
            """;
        var rules = Load.Yaml(
            Probe + Exceptions + "\n",
            "- rule: probe\n  exceptions:\n    - name: later\n      values: [[c]]\n  override:\n    exceptions: append\n");
        rules.Files[1].Errors.Should().BeEmpty();
        rules.Rules.Rules[0].Condition.ToString().Should().Be(
            "(evt.type = openat and not ((proc.name = a and fd.name in (x, \"y z\")) or (proc.name = b and fd.name in (z))) "
            + "and not proc.pname in (p, q) and not proc.cmdline = c)");
        rules.Rules.Rules[0].ExceptionNames.Should().Equal("pairs", "single", "later");
    }

    [Fact]
    public void Plugins_that_do_not_exist_are_named()
    {
        var result = Load.Yaml("- required_plugin_versions:\n  - name: container\n    version: 0.4.0\n  - name: k8saudit\n    version: 0.7.0\n");
        result.Files[0].Successful.Should().BeTrue();
        result.UnmetRequirements.Should().Equal("rules_1.yaml:4: Plugin requirement not satisfied, must load one of: k8saudit (>= 0.7.0). "
            + "Leave this file out, or take the entry out of its required_plugin_versions");
        result.Successful.Should().BeFalse();
    }

    [Fact]
    public void A_rule_may_say_that_an_unknown_field_is_harmless()
    {
        var result = Load.Yaml(Load.Rule("no.field = 1", more: "  skip-if-unknown-filter: true\n"));
        result.Successful.Should().BeTrue();
        result.Rules.Rules.Should().BeEmpty();
        result.Files[0].Warnings.Should().ContainSingle().Which.Code.Should().Be(FindingCode.UnknownFilter);
    }
}
