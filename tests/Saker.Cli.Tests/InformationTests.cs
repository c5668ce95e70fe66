using System.Text.Json;

namespace Saker.Cli.Tests;

/// <summary>What the program tells of itself, its rules, fields and events.</summary>
public class InformationTests
{
    [Fact]
    public void Help_names_every_flag()
    {
        var result = SakerProgram.Run("--help");
        result.ExitCode.Should().Be(0);
        foreach (string flag in new[] { "-h", "-c", "-r", "-o", "-V", "-L", "-l", "--list", "--list-events", "--version", "-M", "-U", "--dry-run" })
            result.Output.Should().Contain(flag);
    }

    [Fact]
    public void Version_is_text_or_the_json_that_tools_read()
    {
        SakerProgram.Run("--version").Output.Should().Contain("Saker version: 0.1.0").And.Contain("Engine: 0.63.0");
        var json = JsonDocument.Parse(SakerProgram.Run("--version", "-o", "json_output=true").Output).RootElement;
        json.GetProperty("engine_version").GetString().Should().Be("63");
        json.GetProperty("engine_version_semver").GetString().Should().Be("0.63.0");
        json.GetProperty("driver_schema_version").GetString().Should().Be("4.5.1");
    }

    [Fact]
    public void Rules_are_listed_one_or_all()
    {
        var all = SakerProgram.Run("-L");
        all.ExitCode.Should().Be(0);
        all.Output.Should().Contain("Read sensitive file untrusted").And.Contain("Fileless execution via memfd_create");
        SakerProgram.Run("-l", "Run shell untrusted").Output.Should().Contain("Run shell untrusted").And.NotContain("Find AWS");
    }

    [Fact]
    public void The_default_rules_are_valid()
    {
        var result = SakerProgram.Run("-V", Path.Combine(SakerProgram.Repository, "rules", "stable.yaml"));
        result.Output.Should().EndWith("stable.yaml: Ok\n");
        result.ExitCode.Should().Be(0);
        var json = JsonDocument.Parse(SakerProgram.Run("-V", Path.Combine(SakerProgram.Repository, "rules", "stable.yaml"), "-o", "json_output=true").Output);
        json.RootElement.GetProperty("falco_load_results")[0].GetProperty("successful").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public void A_dry_run_checks_and_ends()
    {
        SakerProgram.Run("--dry-run").ExitCode.Should().Be(0);
        SakerProgram.Run("-o", "engine.kind=nodriver").ExitCode.Should().Be(0);
    }

    [Fact]
    public void Short_flags_take_their_value_without_a_blank()
    {
        SakerProgram.Run("--version", "-ojson_output=true").Output.Should().StartWith("{");
    }
}
