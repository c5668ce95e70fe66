using System.Text.Json;

namespace Saker.Cli.Tests;

/// <summary><c>saker explain</c> and <c>saker lint</c> as commands: exit codes, JSON, mistakes in their arguments.</summary>
public sealed class AuthoringTests : IDisposable
{
    private const string Sound = "- rule: r\n  desc: d\n  condition: evt.type=open and proc.name=x\n  output: x\n  priority: INFO\n";

    private readonly string folder = Directory.CreateTempSubdirectory("saker-authoring").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("evt.type=open and proc.name=x", 0, 0)]
    [InlineData("evt.type=open and not proc.args contains x", 0, 1)]
    [InlineData("evt.type=open and proc.name=a and proc.name=b", 1, 1)]
    [InlineData("evt.type=open and proc.nmae=a", 1, 1)]
    [InlineData("evt.type=write and proc.name=a", 0, 0)]
    public void The_exit_code_of_lint_tells_of_errors_and_if_asked_of_warnings(string condition, int plain, int strict)
    {
        string path = Write(Sound.Replace("evt.type=open and proc.name=x", condition, StringComparison.Ordinal));
        SakerProgram.Run("lint", path).ExitCode.Should().Be(plain);
        SakerProgram.Run("lint", "--strict", path).ExitCode.Should().Be(strict);
    }

    [Fact]
    public void Both_print_one_JSON_object_when_asked()
    {
        string path = Write(Sound);
        foreach (var result in new[] { SakerProgram.Run("lint", path, "-o", "json_output=true"), SakerProgram.Run("explain", "r", "-r", path, "-o", "json_output=true") })
        {
            result.ExitCode.Should().Be(0);
            JsonDocument.Parse(result.Output).RootElement.ValueKind.Should().Be(JsonValueKind.Object);
        }
    }

    [Theory]
    [InlineData("did you mean 'r'?", "explain", "R")]
    [InlineData("the event is no JSON", "explain", "r", "--event", "x")]
    [InlineData("has no 'output_fields'", "explain", "r", "--event", "{}")]
    [InlineData("name the event with --event N", "explain", "r", "--capture", "x.scap")]
    [InlineData("x.scap", "explain", "r", "--capture", "/nowhere/x.scap", "--event", "1")]
    public void Mistakes_are_one_line_and_exit_code_1(string message, params string[] arguments)
    {
        var result = SakerProgram.Run([.. arguments, "-r", Write(Sound)]);
        result.ExitCode.Should().Be(1);
        result.Error.Should().StartWith("Error: ").And.Contain(message).And.NotContain("   at Saker.");
    }

    [Fact]
    public void What_the_kernel_asks_for_a_rule_is_told()
    {
        string path = Write(Sound.Replace("evt.type=open and proc.name=x", "evt.type in (open, openat) and evt.is_open_write=true and fd.name startswith /etc/",
            StringComparison.Ordinal));
        SakerProgram.Run("explain", "--kernel", "-r", path).Output.ReplaceLineEndings("\n").Should().StartWith("""
            An event of 2 system calls is sent if, for one of these rules, its call, its file and its thread could match:

            r
              either way  open, openat
              opened      to write or to read and write
              path        /etc/...

            Sent always, for what they change:

            """.ReplaceLineEndings("\n"));
        var json = JsonDocument.Parse(SakerProgram.Run("explain", "r", "--kernel", "-r", path, "-o", "json_output=true").Output).RootElement;
        json.GetProperty("rules")[0].GetProperty("path")[0].GetString().Should().Be("/etc/...");
    }

    [Fact]
    public void What_the_kernel_asks_of_sockets_is_told()
    {
        string path = Write(Sound.Replace("evt.type=open and proc.name=x",
            "evt.type=connect and fd.l4proto=tcp and fd.typechar in (4, 6) and fd.net != 127.0.0.0/8 and (fd.sport in (22, 80) or fd.sip=192.0.2.1)",
            StringComparison.Ordinal));
        SakerProgram.Run("explain", "--kernel", "-r", path).Output.ReplaceLineEndings("\n").Should().StartWith("""
            An event of one system call is sent if, for one of these rules, its call, its socket and its thread could match:

            r
              either way  connect
              socket      IPv4 or IPv6, only TCP, not within 127.0.0.0/8
              with        port 22, port 80, 192.0.2.1

            """.ReplaceLineEndings("\n"));
        var json = JsonDocument.Parse(SakerProgram.Run("explain", "r", "--kernel", "-r", path, "-o", "json_output=true").Output).RootElement;
        json.GetProperty("rules")[0].GetProperty("with")[2].GetString().Should().Be("192.0.2.1");
    }

    [Fact]
    public void Rules_that_do_not_load_are_not_explained()
    {
        var result = SakerProgram.Run("explain", "r", "-r", Write(Sound.Replace("proc.name", "proc.nmae", StringComparison.Ordinal)));
        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("LOAD_ERR_COMPILE_CONDITION");
    }

    [Fact]
    public void A_directory_without_rules_is_an_error() => SakerProgram.Run("lint", folder).Should().Match<(int ExitCode, string Output, string Error)>(
        r => r.ExitCode == 1 && r.Error.Contains("no rules files were found"));

    [Fact]
    public void The_default_rules_are_explained_and_clean()
    {
        SakerProgram.Run("lint", "--strict").ExitCode.Should().Be(0);
        SakerProgram.Run("explain", "Terminal shell in container").Output.Should().StartWith("Terminal shell in container (").And.Contain("macro spawned_process (stable.yaml:");
    }

    private string Write(string rules)
    {
        string path = Path.Combine(folder, "rules.yaml");
        File.WriteAllText(path, rules);
        return path;
    }
}
