using System.Text.RegularExpressions;

namespace Saker.Cli.Tests;

/// <summary>Rules and configurations of the page about containers are accepted as they stand there.</summary>
public sealed partial class ContainerPageTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("saker-docs").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Examples_are_accepted_without_a_warning()
    {
        string page = File.ReadAllText(Path.Combine(SakerProgram.Repository, "docs", "containers.md"));
        string[] blocks = [.. Block().Matches(page).Select(m => m.Groups[1].Value)];
        string rules = string.Join('\n', blocks.Where(b => b.StartsWith("- rule", StringComparison.Ordinal)));
        File.WriteAllText(Path.Combine(folder, "rules.yaml"), rules);
        string[] configurations = [.. blocks.Where(b => b.StartsWith("load_plugins", StringComparison.Ordinal))];
        configurations.Should().HaveCount(2);
        foreach (string configuration in configurations)
        {
            File.WriteAllText(Path.Combine(folder, "saker.yaml"), configuration);
            var (code, output, error) = SakerProgram.RunShell(folder, "NODE_NAME=node-1 saker -c saker.yaml -r rules.yaml --dry-run");
            code.Should().Be(0, output + error);
            error.Should().NotContain("there is no key").And.Contain("rules.yaml: 0 warnings");
        }
    }

    [Fact]
    public void The_watcher_of_the_cluster_says_what_is_wrong()
    {
        SakerProgram.RunShell(folder, "saker k8s-metadata --listen nowhere").Should().Match<(int ExitCode, string Output, string Error)>(
            r => r.ExitCode == 1 && r.Error.Contains("nowhere", StringComparison.Ordinal));
        SakerProgram.RunShell(folder, "saker k8s-metadata --kubeconfig missing.yaml").Should().Match<(int ExitCode, string Output, string Error)>(
            r => r.ExitCode == 1 && r.Error.Contains("missing.yaml", StringComparison.Ordinal));
    }

    [GeneratedRegex("^```yaml\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
