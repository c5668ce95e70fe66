using System.Diagnostics;
using Saker.Alerts.Tests.Outputs.Ends;

namespace Saker.Cli.Tests;

/// <summary>Keys of the configuration about where alerts are sent to and kept, seen from the other end.</summary>
public sealed class ConnectionTests : IDisposable
{
    private readonly SecureEnd end = new();

    /// <summary>A configuration, what the endpoint then got, and who it was told to come from.</summary>
    public static TheoryData<string, string, string?> Endpoints => new()
    {
        { "http_output: {ca_cert: DIRECTORY/authority.pem}", "User-Agent: falcosecurity/falco", null },
        { "http_output: {ca_bundle: DIRECTORY/authority.pem}", "Notice opened", null },
        { "http_output: {ca_path: DIRECTORY}", "Notice opened", null },
        { "http_output: {insecure: true}", "Notice opened", null },
        { "http_output: {insecure: true, user_agent: sensor of the north}", "User-Agent: sensor of the north", null },
        { "http_output: {insecure: true, compress_uploads: true}", "Content-Encoding: gzip", null },
        { "http_output: {insecure: true, client_cert: DIRECTORY/client.pem, client_key: DIRECTORY/client-key.pem}", "Notice opened", null },
        { "http_output: {insecure: true, mtls: true, client_cert: DIRECTORY/client.pem, client_key: DIRECTORY/client-key.pem}", "Notice opened", "CN=sensor" },
    };

    /// <summary>A configuration, what the log then got, and who it was told to come from.</summary>
    public static TheoryData<string, string, string?> Logs => new()
    {
        { "saker: {syslog_output: {ca_cert: DIRECTORY/authority.pem}}", "<13>1 ", null },
        { "saker: {syslog_output: {insecure: true, facility: local3}}", "<157>1 ", null },
        { "saker: {syslog_output: {insecure: true, app_name: lookout}}", " lookout ", null },
        { "saker: {syslog_output: {insecure: true, client_cert: DIRECTORY/client.pem, client_key: DIRECTORY/client-key.pem}}", "Notice opened", "CN=sensor" },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void What_an_endpoint_gets(string config, string expected, string? peer)
    {
        Replay(config, "opened", "-o", "http_output.enabled=true", "-o", $"http_output.url=https://127.0.0.1:{end.Listener.Port}/alerts");
        Wait.Until(() => end.Listener.Text.Contains(expected, StringComparison.Ordinal), () => end.Listener.Text);
        end.Listener.Text.Should().StartWith("POST /alerts HTTP/1.1");
        end.Listener.Peer.Should().Be(peer);
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public void What_a_system_log_gets(string config, string expected, string? peer)
    {
        Replay(config, "opened", "-o", $"saker.syslog_output.address=tls://127.0.0.1:{end.Listener.Port}");
        // The program does not wait until what it sent has been read.
        Wait.Until(() => end.Listener.Text.Contains(expected, StringComparison.Ordinal), () => end.Listener.Text);
        end.Listener.Peer.Should().Be(peer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_an_endpoint_answers_is_shown_when_that_is_asked_for(bool isAsked)
    {
        using var plain = new Listener(null, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nthanks");
        string output = Replay($"http_output: {{enabled: true, url: 'http://127.0.0.1:{plain.Port}/', echo: {(isAsked ? "true" : "false")}}}");
        output.Contains("thanks", StringComparison.Ordinal).Should().Be(isAsked);
    }

    [Fact]
    public void Files_of_alerts_are_put_aside_by_size()
    {
        string file = Path.Combine(end.Directory, "alerts.txt");
        string config = $"file_output: {{enabled: true, filename: {file}}}\nstdout_output: {{enabled: false}}\nsaker: {{file_output: {{max_size_mb: 1, max_files: 2}}}}";
        // Each alert has more than half of what a file may have.
        for (int i = 0; i < 4; i++)
            Replay(config, new string('x', 600_000));
        Directory.GetFiles(end.Directory, "alerts.txt*").Select(Path.GetFileName).Should().BeEquivalentTo("alerts.txt", "alerts.txt.1", "alerts.txt.2");
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, false)]
    public void Files_of_alerts_are_put_aside_by_age(int hours, bool isOld)
    {
        Assert.SkipUnless(Environment.UserName == "root", "mounting takes root");
        // A file system that does not keep when files were made: what counts there is when they were last written, which can be set.
        string folder = Directory.CreateDirectory(Path.Combine(end.Directory, "ram")).FullName;
        Process.Start("mount", ["-t", "ramfs", "saker-test", folder]).WaitForExit();
        try
        {
            string file = Path.Combine(folder, "alerts.txt");
            File.WriteAllText(file, "former\n");
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-2));
            Replay($"file_output: {{enabled: true, filename: {file}}}\nstdout_output: {{enabled: false}}\nsaker: {{file_output: {{max_age_hours: {hours}}}}}");
            File.Exists(file + ".1").Should().Be(isOld);
            File.ReadAllText(file).Contains("former", StringComparison.Ordinal).Should().Be(!isOld);
            File.ReadAllText(file).Should().Contain("opened");
        }
        finally
        {
            Process.Start("umount", [folder]).WaitForExit();
        }
    }

    public void Dispose() => end.Dispose();

    /// <summary>Replays a capture that raises one alert.</summary>
    /// <returns>What was printed.</returns>
    private string Replay(string config, string output = "opened", params string[] arguments)
    {
        string file = Path.Combine(SakerProgram.Repository, "tests", "Saker.Conformance.Tests", "cases", "captures", "open_run.scap");
        string rules = Path.Combine(end.Directory, "rules.yaml"), settings = Path.Combine(end.Directory, "saker.yaml");
        File.WriteAllText(rules, $"- {{rule: any, desc: d, condition: evt.num > 0, output: {output}, priority: notice}}\n");
        File.WriteAllText(settings, config.Replace("DIRECTORY", end.Directory, StringComparison.Ordinal) + "\n");
        // However long it takes on a busy machine until somebody is there to speak to.
        var result = SakerProgram.Run(["replay", file, "-c", settings, "-r", rules, "-o", "output_timeout=20000", .. arguments]);
        result.ExitCode.Should().Be(0, result.Error);
        return result.Output;
    }
}
