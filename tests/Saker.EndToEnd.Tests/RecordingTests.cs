using System.Text.Json;
using Saker.EndToEnd.Tests.Fixture;

namespace Saker.EndToEnd.Tests;

/// <summary>What is recorded is what happened.</summary>
[Collection(nameof(LiveSensor))]
public class RecordingTests(LiveSensor sensor)
{
    [Fact]
    public void A_replay_raises_the_alerts_that_were_raised_at_the_time()
    {
        string capture = Path.Combine(sensor.Scratch, "acts.scap"), mark = Path.GetRandomFileName();
        using (var recorder = new Recorder(capture))
        {
            Shell.Run(sensor.Disguise("/bin/cat", mark + "-reader"), "/etc/shadow");
            Shell.Run("/bin/ln", "-s", "/etc/shadow", Path.Combine(sensor.Scratch, mark + "-link"));
            Shell.Run(sensor.Disguise(LiveSensor.Acts, mark + "-acts"), "uring-read", "/etc/shadow");
            Shell.Run("/bin/sh", "-c", $"cd /etc && exec /bin/cat shadow ../etc/sudoers >/dev/null # {mark}");
            Shell.Run("/bin/ln", "-s", "/etc/shadow", Path.Combine(sensor.Scratch, mark + "-end"));
            sensor.WaitFor("Create Symlink Over Sensitive Files", a => a.GetRawText().Contains(mark + "-end", StringComparison.Ordinal));
            recorder.Stop().Should().Contain(" 0 events lost");
        }

        var (code, output, error) = Shell.Run(LiveSensor.Metadata("Saker"), "replay", capture, "-o", "json_output=true", "-o", "rule_matching=all", "-o", LiveSensor.SessionOption);
        code.Should().Be(0, error);
        var replayed = output.Split('\n').Where(l => l.StartsWith('{')).Select(l => JsonDocument.Parse(l).RootElement).Where(IsOurs).OrderBy(Time).ToArray();
        var live = sensor.Alerts.Where(IsOurs).OrderBy(Time).ToArray();
        live.Should().HaveCountGreaterThanOrEqualTo(4);
        replayed.Select(Essence).Should().Equal(live.Select(Essence));
        // Sensor and recorder are two, and each saw the event in its own moment.
        replayed.Zip(live, (a, b) => Time(a) - Time(b)).Should().OnlyContain(apart => apart.Duration() < TimeSpan.FromMilliseconds(1));

        bool IsOurs(JsonElement alert) => alert.GetProperty("output").GetString()!.Contains(mark, StringComparison.Ordinal);
    }

    private static DateTimeOffset Time(JsonElement alert) => alert.GetProperty("time").GetDateTimeOffset();

    /// <summary>All that a rule says. What the configuration of a live sensor adds, and a replay does not, is left out.</summary>
    private static string Essence(JsonElement alert) => string.Join(' ',
        [
            alert.GetProperty("rule").GetString(), alert.GetProperty("priority").GetString(),
            .. alert.GetProperty("output_fields").EnumerateObject().Where(f => !f.Name.StartsWith("container.", StringComparison.Ordinal)
                && !f.Name.StartsWith("k8s.", StringComparison.Ordinal) && !f.Name.StartsWith("evt.time", StringComparison.Ordinal)).Select(f => $"{f.Name}={f.Value}"),
        ]);
}
