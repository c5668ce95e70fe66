namespace Saker.Cli.Tests;

/// <summary>Rules files for event sources and plugins that are not there.</summary>
public sealed class PluginRulesTests : IDisposable
{
    private const string OtherSource = """
        - list: allowed_people
          items: [root, deployer]
        - macro: is_login
          condition: (ad.action = login)
        - rule: Login to the audit service
          desc: Somebody logged in.
          condition: is_login and not ad.person in (allowed_people)
          output: Login (person=%ad.person address=%ad.address[0])
          priority: WARNING
          source: audit_service
          tags: [audit]

        """;

    private const string Required = """
        - required_engine_version: 0.31.0
        - required_plugin_versions:
          - name: auditservice
            version: 0.4.0
            alternatives:
              - name: auditservice-cloud
                version: 1.2.0
          - name: json
            version: 0.7.0

        """;

    private readonly string file = Path.GetTempFileName();
    private readonly string settings = Path.GetTempFileName();

    public void Dispose()
    {
        File.Delete(file);
        File.Delete(settings);
    }

    [Fact]
    public void Rules_of_an_unknown_source_are_left_out_with_a_warning()
    {
        File.WriteAllText(file, OtherSource);
        var result = SakerProgram.Run("-V", file);
        result.ExitCode.Should().Be(0);
        result.Output.Should().StartWith($"{file}: Ok, with warnings").And.Contain("LOAD_UNKNOWN_SOURCE").And.Contain("audit_service");
        SakerProgram.Run("-r", file, "-o", "engine.kind=nodriver").ExitCode.Should().Be(0);
    }

    [Fact]
    public void The_rules_beside_them_are_still_loaded()
    {
        File.WriteAllText(file, OtherSource + "- rule: Here\n  desc: d\n  condition: evt.type = close\n  output: o\n  priority: INFO\n");
        SakerProgram.Run("-r", file, "-L").Output.Should().Contain("Here").And.NotContain("Login to the audit service");
    }

    [Theory]
    [InlineData("-V")]
    [InlineData("-r")]
    public void A_missing_plugin_ends_the_run_and_is_named_with_its_alternatives(string flag)
    {
        File.WriteAllText(file, Required + OtherSource);
        var result = SakerProgram.Run(flag, file, "-o", "engine.kind=nodriver");
        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("must load one of: auditservice (>= 0.4.0), auditservice-cloud (>= 1.2.0)")
            .And.Contain("must load one of: json (>= 0.7.0)");
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("load_plugins: [json, container]", 0)]
    [InlineData("load_plugins: [json]", 1)]
    public void Fields_about_containers_are_there_unless_their_plugin_is_left_out(string config, int exitCode)
    {
        File.WriteAllText(file, "- rule: Here\n  desc: d\n  condition: evt.type = close and container.id != host\n  output: o\n  priority: INFO\n");
        File.WriteAllText(settings, $"log_level: info\n{config}\n");
        var result = SakerProgram.Run("--dry-run", "-c", settings, "-r", file);
        result.ExitCode.Should().Be(exitCode, result.Error);
        result.Error.Contains("container.id", StringComparison.Ordinal).Should().Be(exitCode == 1);
    }

    [Theory]
    [InlineData("", "2 Plugins Loaded", "Name: container", "Name: json", "Library: /usr/share/falco/plugins/libjson.so")]
    [InlineData("load_plugins: [json]", "1 Plugins Loaded", "Name: json")]
    [InlineData("load_plugins: []", "0 Plugins Loaded")]
    public void Plugins_are_listed_as_they_are_configured(string config, params string[] expected)
    {
        File.WriteAllText(settings, $"plugins: [{{name: container, library_path: libcontainer.so}}, {{name: json, library_path: libjson.so}}]\n{config}\n");
        var result = SakerProgram.Run("--list-plugins", "-c", settings);
        result.ExitCode.Should().Be(0, result.Error);
        result.Output.Should().ContainAll(expected);
        result.Output.Split("Name: ").Should().HaveCount(1 + int.Parse(expected[0][..1]));
    }

    [Fact]
    public void The_container_plugin_is_built_in()
    {
        File.WriteAllText(file, "- required_plugin_versions:\n  - name: container\n    version: 0.4.0\n"
            + "- rule: Here\n  desc: d\n  condition: evt.type = close and container.id != host\n  output: o\n  priority: INFO\n");
        SakerProgram.Run("-V", file).ExitCode.Should().Be(0);
    }
}
