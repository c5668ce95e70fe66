using System.Text.Json;

namespace Saker.Cli.Tests;

/// <summary>Flags that scripts written for Falco use.</summary>
public sealed class FlagTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("saker-flags-").FullName;

    [Theory]
    [InlineData("-i", "Ignored syscall(s):", "- read\n")]
    [InlineData("--page-size", "page size is: ", " bytes")]
    [InlineData("--list-plugins", "0 Plugins", "Loaded:")]
    [InlineData("--plugin-info container", "Name: container", "Field Extraction")]
    [InlineData("--config-schema", "\"syscall_event_drops\"", "\"webserver\"")]
    [InlineData("--rule-schema", "\"condition\"", "\"macro\"")]
    public void What_prints_and_ends(string arguments, string first, string second)
    {
        var result = SakerProgram.Run(arguments.Split(' '));
        result.ExitCode.Should().Be(0, result.Error);
        result.Output.Should().Contain(first).And.Contain(second);
    }

    [Theory]
    [InlineData("--disable-source syscall", "every event source is disabled")]
    [InlineData("--enable-source k8s_audit", "there is no event source 'k8s_audit'")]
    [InlineData("--enable-source syscall --disable-source syscall", "exclude each other")]
    [InlineData("--plugin-info none", "has no plugin 'none'")]
    [InlineData("-A", "-A is no flag any more; use -o base_syscalls.all=true")]
    public void What_is_refused(string arguments, string expected)
    {
        var result = SakerProgram.Run([.. arguments.Split(' '), "--dry-run"]);
        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain(expected);
    }

    [Fact]
    public void A_support_bundle_holds_what_helpers_ask_for()
    {
        string rules = Write("rules.yaml", "- macro: m\n  condition: evt.type = open\n"), config = Write("config.yaml", "priority: debug\n");
        var result = SakerProgram.Run("--support", "-c", config, "-r", rules);
        result.ExitCode.Should().Be(0, result.Error);
        var bundle = JsonDocument.Parse(result.Output).RootElement;
        bundle.GetProperty("cmdline").GetString().Should().Be($"saker --support -c {config} -r {rules}");
        bundle.GetProperty("config").GetString().Should().Contain("priority: debug");
        bundle.GetProperty("engine_info").GetProperty("engine_version").GetString().Should().Be("63");
        bundle.GetProperty("system_info").GetProperty("sysname").GetString().Should().Be("Linux");
        bundle.GetProperty("rules_files")[0].GetProperty("name").GetString().Should().Be(rules);
        bundle.GetProperty("rules_files")[0].GetProperty("variants")[0].GetProperty("content").GetString().Should().Contain("macro: m");
    }

    [Fact]
    public void A_format_is_appended_to_every_output_and_former_ones_do_nothing()
    {
        SakerProgram.Run([.. Replay, "-p", "by %proc.pid"]).Output.Should().Contain("job_script by ");
        var former = SakerProgram.Run([.. Replay, "-pc"]);
        former.Output.Should().Contain("opened /var/job_script\n");
        former.Error.Should().Contain("-p c has no effect any more");
    }

    [Fact]
    public void Sources_do_not_matter_to_a_replay() => SakerProgram.Run([.. ReplayAsFalcoDoes, "--disable-source", "syscall"]).ExitCode.Should().Be(0);

    [Fact]
    public void What_came_is_said_at_the_end_when_asked() =>
        SakerProgram.Run([.. ReplayAsFalcoDoes, "-v"]).Error.Should().MatchRegex("Elapsed time: [0-9.]+, Captured Events: [0-9]+, [0-9.]+ eps");

    private string[] Replay => ["replay", Capture, "-r", Write("rules.yaml", Rule)];

    private string[] ReplayAsFalcoDoes => ["-o", "engine.kind=replay", "-o", $"engine.replay.capture_file={Capture}", "-r", Write("rules.yaml", Rule)];

    private const string Rule = "- rule: r\n  desc: d\n  condition: evt.type in (open, openat)\n  output: opened %fd.name\n  priority: INFO\n";

    private static string Capture => Path.Combine(SakerProgram.Repository, "tests", "Saker.Conformance.Tests", "cases", "captures", "open_run.scap");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private string Write(string name, string content)
    {
        string path = Path.Combine(directory, name);
        File.WriteAllText(path, content);
        return path;
    }
}
