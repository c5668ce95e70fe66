namespace Saker.Cli.Tests;

/// <summary>What the documentation shows of the program is what it prints.</summary>
public sealed class DocumentationTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("saker-docs").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Examples_of_the_rules_page_print_what_it_says()
    {
        string page = File.ReadAllText(Path.Combine(SakerProgram.Repository, "docs", "rules.md"));
        string[] yaml = Blocks(page, "yaml");
        Directory.CreateDirectory(Path.Combine(folder, "tests"));
        File.WriteAllText(Path.Combine(folder, "web.yaml"), yaml[0]);
        File.WriteAllText(Path.Combine(folder, "tests", "web.yaml"), yaml[1]);
        File.WriteAllText(Path.Combine(folder, "local.yaml"), yaml[2]);
        File.WriteAllText(Path.Combine(folder, "allowed.yaml"), yaml[3]);
        RunExamples(page);
        SakerProgram.RunShell(folder, "saker lint --strict web.yaml allowed.yaml").ExitCode.Should().Be(0);
    }

    [Fact]
    public void Examples_of_the_configuration_page_print_what_it_says()
    {
        string page = File.ReadAllText(Path.Combine(SakerProgram.Repository, "docs", "configuration.md"));
        string[] yaml = Blocks(page, "yaml");
        File.WriteAllText(Path.Combine(folder, "saker.yaml"), yaml[0]);
        File.WriteAllText(Path.Combine(folder, "rules.yaml"), yaml[1]);
        RunExamples(page);
    }

    [Fact]
    public void Examples_of_the_operations_page_can_be_used()
    {
        string page = File.ReadAllText(Path.Combine(SakerProgram.Repository, "docs", "operations.md"));
        File.WriteAllText(Path.Combine(folder, "saker.yaml"), Blocks(page, "yaml")[0]);
        SakerProgram.RunShell(folder, "saker -c saker.yaml --dry-run").Should().Match<(int ExitCode, string Output, string Error)>(
            r => r.ExitCode == 0 && !r.Error.Contains("there is no key", StringComparison.Ordinal));
        RunExamples(page);
    }

    [Fact]
    public void Examples_of_the_page_about_outputs_print_what_it_says()
    {
        string page = File.ReadAllText(Path.Combine(SakerProgram.Repository, "docs", "outputs.md"));
        string[] yaml = Blocks(page, "yaml");
        File.WriteAllText(Path.Combine(folder, "saker.yaml"), yaml[0]);
        File.WriteAllText(Path.Combine(folder, "connect.yaml"), yaml[1]);
        string captures = Path.Combine(SakerProgram.Repository, "tests", "Saker.Conformance.Tests", "cases", "captures");
        File.Copy(Path.Combine(captures, "conn4_failed_second.scap"), Path.Combine(folder, "incident.scap"));
        RunExamples(page);
    }

    [Theory]
    [InlineData("spool")]
    [InlineData("file_output")]
    [InlineData("aggregation")]
    public void Configurations_of_the_page_about_outputs_are_accepted(string key)
    {
        string page = File.ReadAllText(Path.Combine(SakerProgram.Repository, "docs", "outputs.md"));
        string spool = Path.Combine(folder, "spool");
        string yaml = Blocks(page, "yaml").Single(b => b.Contains($"  {key}:", StringComparison.Ordinal)).Replace("/var/lib/saker/spool", spool);
        File.WriteAllText(Path.Combine(folder, "saker.yaml"), yaml);
        File.WriteAllText(Path.Combine(folder, "rule.yaml"), "- {rule: r, desc: d, condition: evt.type = execve, output: '%proc.name', priority: notice}\n");
        SakerProgram.RunShell(folder, "saker -c saker.yaml -r rule.yaml --dry-run").ExitCode.Should().Be(0);
    }

    [Fact]
    public void The_sensors_configuration_on_the_page_about_the_forwarder_is_accepted()
    {
        string page = File.ReadAllText(Path.Combine(SakerProgram.Repository, "docs", "forwarder.md"));
        File.WriteAllText(Path.Combine(folder, "saker.yaml"), Blocks(page, "yaml").Single(b => b.Contains("  forward:", StringComparison.Ordinal)));
        SakerProgram.RunShell(folder, "saker -c saker.yaml --dry-run").Should().Match<(int ExitCode, string Output, string Error)>(
            r => r.ExitCode == 0 && !r.Error.Contains("no key", StringComparison.Ordinal) && !r.Error.Contains("no effect", StringComparison.Ordinal));
    }

    [Fact]
    public void Examples_of_the_pages_about_findings_print_what_they_say()
    {
        foreach (string page in Directory.GetFiles(Path.Combine(SakerProgram.Repository, "docs", "findings"), "*.md"))
            RunExamples(File.ReadAllText(page));
    }

    [Theory]
    [InlineData("fields.md", "--list")]
    [InlineData("events.md", "--list-events")]
    public void Reference_pages_are_what_the_program_lists(string page, string flag)
    {
        string text = File.ReadAllText(Path.Combine(SakerProgram.Repository, "docs", "reference", page));
        const string mark = "docs/reference/renew -->\n\n";
        text.Should().Contain(mark);
        bool isFresh = text[(text.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..] == SakerProgram.Run(flag, "--format", "markdown").Output;
        isFresh.Should().BeTrue($"docs/reference/{page} has to be renewed when the schema changes: run docs/reference/renew");
    }

    private void RunExamples(string page)
    {
        foreach (string example in Blocks(page, "console"))
        {
            int end = example.IndexOf('\n', StringComparison.Ordinal);
            var result = SakerProgram.RunShell(folder, example[2..end]);
            (result.Output + result.Error).Should().Be(example[(end + 1)..], example[..end]);
        }
    }

    private static string[] Blocks(string page, string language) =>
        [.. page.Split($"```{language}\n").Skip(1).Select(b => b[..b.IndexOf("```", StringComparison.Ordinal)])];
}
