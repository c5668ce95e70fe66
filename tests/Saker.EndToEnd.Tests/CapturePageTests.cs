using System.Diagnostics;
using System.Text.RegularExpressions;
using Saker.EndToEnd.Tests.Fixture;

namespace Saker.EndToEnd.Tests;

/// <summary>What the page about captures tells one to do does what the page says.</summary>
[Collection(nameof(LiveSensor))]
public sealed partial class CapturePageTests : IDisposable
{
    private const string Act = "sh -c 'cat /etc/shadow; true'";

    private readonly string page = File.ReadAllText(Path.Combine(LiveSensor.Metadata("Repository"), "docs", "captures.md"));
    private readonly string directory = Directory.CreateTempSubdirectory("saker-captures-").FullName;

    public CapturePageTests()
    {
        File.WriteAllText(In("shadow.yaml"), Blocks("yaml")[0]);
        File.WriteAllText(In("capture.yaml"), Blocks("yaml")[1]);
    }

    [Fact]
    public void What_is_recorded_is_replayed()
    {
        Blocks("sh")[0].Should().Be("saker record incident.scap\n");
        using (var recorder = new Recorder(In("incident.scap")))
        {
            Shell.Run("/bin/sh", "-c", Act);
            recorder.Stop().Should().Contain("recorded");
        }

        page.Should().Contain($"`{Act}`");
        string example = Blocks("console")[0];
        string command = example[2..example.IndexOf('\n', StringComparison.Ordinal)];
        var (code, output, _) = Shell.RunIn(directory, LiveSensor.Metadata("Saker"), command.Split(' ')[1..]);
        code.Should().Be(0);
        Clock().Replace(output, "12:00:00.000000000").Should().Be(example[(example.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
    }

    [Fact]
    public void A_capture_that_a_rule_starts_holds_what_led_to_it()
    {
        Blocks("yaml")[1].Should().Contain("flight_recorder:").And.Contain("seconds: ");
        string[] command = Blocks("sh")[1].TrimEnd().Split(' ');
        var start = new ProcessStartInfo(LiveSensor.Metadata("Saker"), command[1..]) { RedirectStandardError = true, WorkingDirectory = directory };
        string file;
        using (var sensor = Process.Start(start)!)
        {
            while (sensor.StandardError.ReadLine() is { } line && !line.Contains("ready", StringComparison.Ordinal))
            {
            }

            Shell.Run("/bin/mkdir", In("before"));
            Shell.Run("/bin/sh", "-c", Act);
            file = WaitForCapture();
            sensor.Kill();
            sensor.WaitForExit();
        }

        File.WriteAllText(In("before.yaml"), $"- {{rule: before, desc: d, condition: evt.type = execve and proc.cmdline = \"mkdir {In("before")}\", output: o, priority: debug}}\n");
        var (code, output, error) = Shell.RunIn(
            directory, LiveSensor.Metadata("Saker"), "replay", file, "-r", "before.yaml", "-r", "shadow.yaml", "-o", "log_stderr=false");
        code.Should().Be(0, error);
        output.Should().Contain("before: 1").And.Contain("Password hashes read: 1");
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [GeneratedRegex(@"\d\d:\d\d:\d\d\.\d{9}")]
    private static partial Regex Clock();

    private string In(string name) => Path.Combine(directory, name);

    /// <summary>Waits until a capture is whole: it then replays without a warning.</summary>
    private string WaitForCapture()
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(60))
        {
            if (Directory.GetFiles(directory, "shadow_*.scap") is [var file])
            {
                var (code, _, error) = Shell.RunIn(directory, LiveSensor.Metadata("Saker"), "replay", file, "-r", "shadow.yaml", "-o", "log_level=warning");
                if (code == 0 && error.Length == 0)
                    return file;
            }

            Thread.Sleep(50);
        }

        throw new TimeoutException("no capture was written");
    }

    private string[] Blocks(string language) =>
        [.. page.Split($"```{language}\n").Skip(1).Select(b => b[..b.IndexOf("```", StringComparison.Ordinal)])];
}
