namespace Saker.Cli.Tests;

/// <summary>Which configuration holds when the command line names none. Each run sees an <c>/etc</c> of its own.</summary>
public sealed class DefaultConfigurationTests : IDisposable
{
    private readonly string etc = Directory.CreateTempSubdirectory("saker-etc-").FullName;

    [Fact]
    public void That_of_Saker_goes_before_that_of_Falco()
    {
        Write("saker/saker.yaml", "json_output: true");
        Write("falco/falco.yaml", "json_output: true");
        Log().Should().Contain("configuration /etc/saker/saker.yaml");
    }

    [Fact]
    public void That_of_Falco_is_used_where_Saker_has_none()
    {
        Write("falco/falco.yaml", "json_output: true");
        Log().Should().Contain("configuration /etc/falco/falco.yaml");
    }

    [Fact]
    public void That_of_Falco_is_used_where_the_one_of_Saker_sets_nothing()
    {
        Write("saker/saker.yaml", "# json_output: true");
        Write("falco/falco.yaml", "json_output: true");
        Log().Should().Contain("configuration /etc/falco/falco.yaml");
    }

    [Fact]
    public void What_is_built_in_holds_where_neither_sets_anything()
    {
        Write("saker/saker.yaml", "# json_output: true");
        Log().Should().Contain("configuration built in");
    }

    [Fact]
    public void One_that_is_no_configuration_is_not_passed_over()
    {
        Write("saker/saker.yaml", "json_output");
        Write("falco/falco.yaml", "json_output: true");
        Log(exitCode: 1).Should().Contain("Error: /etc/saker/saker.yaml:1:1: a map of keys is expected");
    }

    [Fact]
    public void Rules_that_are_configured_and_not_there_are_named()
    {
        Write("rules.yaml", "- list: shells\n  items: [sh]");
        Write("falco/falco.yaml", "rules_files: [/etc/rules.yaml, /etc/falco/falco_rules.local.yaml]");
        Log().Should().Contain("rules_files: /etc/falco/falco_rules.local.yaml does not exist").And.NotContain("/etc/rules.yaml does not exist");
    }

    [Fact]
    public void A_configuration_of_which_no_rules_are_there_is_refused_with_their_names()
    {
        Write("falco/falco.yaml", "rules_files: [/etc/falco/falco_rules.yaml]");
        Log(exitCode: 1).Should().Contain("/etc/falco/falco_rules.yaml does not exist").And.Contain("Error: no rules files were found");
    }

    public void Dispose() => Directory.Delete(etc, recursive: true);

    private void Write(string name, string content)
    {
        string path = Path.Combine(etc, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content + "\n");
    }

    /// <summary>What a dry run says of its start.</summary>
    private string Log(int exitCode = 0)
    {
        var result = SakerProgram.RunWithEtc(etc, "--dry-run");
        result.ExitCode.Should().Be(exitCode, result.Error);
        return result.Error;
    }
}
