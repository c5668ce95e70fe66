using NJsonSchema;
using YamlDotNet.Serialization;

namespace Saker.Cli.Tests;

/// <summary>The schemas that editors check rules and configuration files by.</summary>
public class SchemaTests
{
    [Fact]
    public async Task The_default_rules_satisfy_the_schema_of_rules()
    {
        var schema = await Schema("--rule-schema");
        foreach (string file in Directory.EnumerateFiles(Path.Combine(SakerProgram.Repository, "rules"), "*.yaml"))
            schema.Validate(Json(File.ReadAllText(file))).Should().BeEmpty(file);
    }

    [Theory]
    [InlineData("- rule: r\n  condition: a\n  output: o\n  desc: d\n  priority: [INFO]\n")]
    [InlineData("- list: l\n  items: x\n")]
    [InlineData("- macro: m\n  condition: [a]\n")]
    [InlineData("rule: r\n")]
    public async Task What_is_no_rule_does_not(string yaml) =>
        (await Schema("--rule-schema")).Validate(Json(yaml)).Should().NotBeEmpty();

    [Fact]
    public async Task A_configuration_satisfies_the_schema_of_configurations() => (await Schema("--config-schema")).Validate(Json("""
        rules_files: [/etc/falco/falco_rules.yaml, /etc/falco/rules.d]
        engine:
          kind: modern_ebpf
          modern_ebpf: {cpus_for_each_buffer: 2, buf_size_preset: 4}
        json_output: true
        json_include_tags_property: false
        priority: debug
        rule_matching: first
        outputs_queue: {capacity: 0}
        stdout_output: {enabled: true}
        http_output: {enabled: false, url: "http://localhost/"}
        webserver: {enabled: true, listen_port: 8765}
        syscall_event_drops: {threshold: 0.1, actions: [log, alert], rate: 0.03333, max_burst: 1}
        rules:
          - disable: {tag: network}
          - enable: {rule: "*shell*"}
        """)).Should().BeEmpty();

    [Theory]
    [InlineData("json_output: maybe\n")]
    [InlineData("engine: 3\n")]
    [InlineData("rules_files: {a: b}\n")]
    public async Task What_is_no_configuration_does_not(string yaml) =>
        (await Schema("--config-schema")).Validate(Json(yaml)).Should().NotBeEmpty();

    private static Task<JsonSchema> Schema(string flag)
    {
        var result = SakerProgram.Run(flag);
        result.ExitCode.Should().Be(0);
        return JsonSchema.FromJsonAsync(result.Output);
    }

    private static string Json(string yaml)
    {
        var document = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object>(yaml);
        return new SerializerBuilder().JsonCompatible().Build().Serialize(document);
    }
}
