using System.Text.Json;

namespace Saker.Cli.Tests;

/// <summary>What is said of the forwarder's part of the sensor's configuration.</summary>
public sealed class ForwardWithinSensorTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("saker-forward-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("saker:\n  forward:\n    webhook: {address: nowhere}", "saker.yaml:3: webhook.address: an address that begins with http")]
    [InlineData("saker:\n  forward:\n    spool: []", "saker.yaml:3: there is no key spool; it has no effect")]
    [InlineData("saker:\n  forward:\n    webhook:\n      address: http://x\n      minimumpriority: huge", "saker.yaml:5: webhook.minimumpriority: one of emergency")]
    [InlineData("saker:\n  forward:\n    listenport: 1", "saker.yaml:3: listenport: has no effect within a sensor")]
    [InlineData("saker:\n  forward: nofile.yaml", "saker.yaml:2:12: saker.forward: there is no file nofile.yaml")]
    public void What_is_wrong_is_named_with_its_place(string yaml, string said) => DryRun(yaml).Error.Should().Contain(said);

    [Fact]
    public void A_file_of_its_own_is_named_when_it_is_wrong()
    {
        File.WriteAllText(Path.Combine(folder, "forward.yaml"), "\n\nslack: {webhookurl: x}");
        var result = DryRun("saker: {forward: forward.yaml}");
        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("saker.forward: forward.yaml:3: slack.webhookurl: ");
    }

    [Fact]
    public void What_the_command_line_sets_is_said_to_be_from_there() =>
        SakerProgram.RunShell(folder, "saker --dry-run -o saker.forward.webhook.address=nowhere").Error.Should().Contain("command line: webhook.address: ");

    [Fact]
    public void A_dry_run_leaves_nothing_on_disk()
    {
        DryRun($"saker: {{forward: {{spool: {{directory: {folder}/spool}}, webhook: {{address: 'http://x'}}}}}}").ExitCode.Should().Be(0);
        Directory.Exists(Path.Combine(folder, "spool")).Should().BeFalse();
    }

    [Fact]
    public void Secrets_are_in_no_support_bundle()
    {
        File.WriteAllText(Path.Combine(folder, "saker.yaml"), "saker: {forward: {slack: {webhookurl: 'https://hooks.example/s3cr3t'}, loki: {user: reader, apikey: t0ps3cr3t}}}");
        var result = SakerProgram.RunShell(folder, "saker -c saker.yaml --support");
        result.ExitCode.Should().Be(0);
        string config = JsonDocument.Parse(result.Output).RootElement.GetProperty("config").GetString()!;
        config.Should().Contain("slack").And.Contain("reader").And.NotContain("s3cr3t");
    }

    private (int ExitCode, string Output, string Error) DryRun(string yaml)
    {
        File.WriteAllText(Path.Combine(folder, "saker.yaml"), yaml);
        return SakerProgram.RunShell(folder, "saker -c saker.yaml --dry-run");
    }
}
