using System.Globalization;
using Saker.EndToEnd.Tests.Fixture;

namespace Saker.EndToEnd.Tests;

/// <summary>Keys of the configuration about captures that rules start, and about what led to them.</summary>
[Collection(nameof(OwnSensor))]
public sealed class CaptureKeyTests : IDisposable
{
    /// <summary>It is about the opening of files, so that a capture holds every one of them.</summary>
    private const string Rules = """
        - rule: Trigger
          desc: The file is opened that starts a capture.
          condition: evt.type in (open, openat, openat2) and fd.name = DIRECTORY/planted-trigger
          output: opened %fd.name
          priority: NOTICE
          capture: true

        - rule: Begun
          desc: The file is opened that shows that events are read.
          condition: evt.type in (open, openat, openat2) and fd.name = DIRECTORY/begun
          output: begun
          priority: NOTICE

        """;

    private readonly string directory = OwnSensor.NewDirectory();

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Every_rule_starts_a_capture_when_that_is_asked_for()
    {
        using (var sensor = OwnSensor.Start($"capture: {{enabled: true, mode: all_rules, path_prefix: {directory}/any}}"))
        {
            sensor.Plant("a");
            sensor.WaitForLog($"capture {directory}/any_");
        }

        Directory.GetFiles(directory, "any_*.scap").Should().ContainSingle();
    }

    [Theory]
    [InlineData("capture.txt", "json_output: false")]
    [InlineData("capture.json", "json_output: true")]
    public void A_capture_ends_when_its_file_is_large_enough(string golden, string format)
    {
        using var sensor = OwnSensor.Start(format, OwnSensor.PlantedRule.Replace("tags: [files]", "capture: true", StringComparison.Ordinal), [("FALCO_HOSTNAME", "golden")],
            arguments: ["-o", "capture.enabled=true", "-o", "capture.default_duration=600000", "-o", "capture.max_file_size_mb=1", "-o", $"capture.path_prefix={directory}/large"]);
        string Ended() => sensor.Log.FirstOrDefault(l => l.Contains("has reached capture.max_file_size_mb", StringComparison.Ordinal)) ?? "";
        Wait.Until(() =>
        {
            for (int i = 0; i < 1000; i++)
                sensor.Plant($"{i % 100}");
            return Ended().Length > 0;
        });
        string file = Ended().Split(' ').Single(w => w.StartsWith($"{directory}/large", StringComparison.Ordinal));
        new FileInfo(file).Length.Should().BeInRange(1 << 20, 9 << 17);
        Golden.Neutral(sensor.WaitForAlert("Falco internal: capture size limit reached")).Should().Be(Golden.Read(golden).Single());
    }

    [Theory]
    [InlineData(300, 0)]
    [InlineData(3000, 700)]
    public void A_capture_lasts_as_long_as_is_asked_for(int milliseconds, int least)
    {
        using var sensor = Start($"default_duration: {milliseconds}");
        long[] times = Opened(sensor, Capture(sensor));
        // There is an act every few milliseconds until it ends, unless the machine is very busy.
        ((times[^1] - times[0]) / 1_000_000).Should().BeInRange(least, milliseconds);
    }

    [Theory]
    [InlineData("saker: {flight_recorder: {seconds: 0, max_size_mb: 64}}", false)]
    [InlineData("saker: {flight_recorder: {seconds: 1, max_size_mb: 64}}", false)]
    [InlineData("saker: {flight_recorder: {seconds: 3600, max_size_mb: 64}}", true)]
    public void A_capture_begins_as_long_before_the_match_as_is_asked_for(string recorder, bool isHeld)
    {
        // There is room for whatever else happens on a busy machine.
        using var sensor = Start("default_duration: 100", recorder);
        string first = sensor.Plant("first");
        // Time has to pass, and nothing else.
        TestContext.Current.CancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(1.2));
        Opened(sensor, Capture(sensor), first).Length.Should().Be(isHeld ? 1 : 0, string.Join('\n', sensor.Log));
    }

    [Theory]
    [InlineData("saker: {flight_recorder: {seconds: 3600, max_size_mb: 1}}", false)]
    [InlineData("saker: {flight_recorder: {seconds: 3600, max_size_mb: 64}}", true)]
    public void As_much_of_what_led_to_a_match_is_kept_as_has_room(string recorder, bool isHeld)
    {
        using var sensor = Start("default_duration: 100", recorder);
        string first = sensor.Plant("first");
        // Each has its name in it more than once: together they take some megabytes.
        for (int i = 0; i < 8000; i++)
            sensor.Plant($"{i % 100:D3}{new string('x', 200)}");
        Opened(sensor, Capture(sensor), first).Length.Should().Be(isHeld ? 1 : 0, string.Join('\n', sensor.Log));
    }

    /// <summary>
    /// Starts a sensor and waits until it reads events as they come. A capture is to hold what everybody does: a busy machine may do more while the
    /// sensor starts than its rings have room for.
    /// </summary>
    private OwnSensor Start(string capture, string recorder = "")
    {
        var sensor = OwnSensor.Start(
            $"log_level: debug\nsyscall_event_drops: {{threshold: 0, actions: [log]}}\nengine: {{modern_ebpf: {{buf_size_preset: 6}} }}\n"
            + $"capture: {{enabled: true, path_prefix: {directory}/led, {capture}}}\n{recorder}", Rules);
        Wait.Until(() =>
        {
            File.WriteAllText(Path.Combine(sensor.Directory, "begun"), "");
            return sensor.Alerts.Any(a => a.Contains("begun", StringComparison.Ordinal));
        });
        return sensor;
    }

    /// <summary>Starts a capture and waits for its end, acting all the while: it ends with the first event that is too late for it.</summary>
    /// <returns>Its file.</returns>
    private string Capture(OwnSensor sensor)
    {
        sensor.Plant("trigger");
        sensor.WaitForLog($"capture {directory}/led_");
        Wait.Until(() =>
        {
            sensor.Plant("later");
            return sensor.Log.Any(l => l.Contains("/led_", StringComparison.Ordinal) && l.Contains(" ends: ", StringComparison.Ordinal));
        });
        return Directory.GetFiles(directory, "led_*.scap").Should().ContainSingle().Subject;
    }

    /// <summary>When files of the sensor's directory, or a certain one, were opened according to a capture, nanoseconds since 1970.</summary>
    private long[] Opened(OwnSensor sensor, string capture, string? path = null)
    {
        string rules = Path.Combine(directory, "opened.yaml");
        string condition = path is null ? $"fd.name startswith {sensor.Directory}/planted" : $"fd.name = {path}";
        File.WriteAllText(rules, $"- {{rule: opened, desc: d, condition: \"evt.type in (open, openat, openat2) and {condition}\", output: opened at %evt.rawtime, priority: debug}}\n");
        var (code, output, error) = Shell.Run(LiveSensor.Metadata("Saker"), "replay", capture, "-r", rules);
        code.Should().Be(0, error);
        return [.. output.Split('\n').Where(l => l.Contains("opened at ", StringComparison.Ordinal)).Select(l => long.Parse(l.Split(' ')[^1], CultureInfo.InvariantCulture))];
    }
}
