using System.Diagnostics;
using System.Globalization;
using Saker.EndToEnd.Tests.Fixture;

namespace Saker.EndToEnd.Tests;

/// <summary>Several readers share the processes of a machine, and know all of them.</summary>
[Collection(nameof(OwnSensor))]
public class SideReaderTests
{
    private const int Shells = 12;
    private const int Acts = 60;

    private const string Rule = """
        - rule: Planted
          desc: A file of the test is opened.
          condition: evt.type in (open, openat, openat2) and evt.is_open_read = true and fd.name startswith DIRECTORY/planted
          output: VERSION %fd.name by %proc.name of %proc.pname under %proc.aname[2].
          priority: NOTICE

        """;

    [Fact]
    public void What_every_process_does_is_told_once_in_order_and_with_its_ancestors_whoever_reads_it()
    {
        const int reloads = 6;
        using var sensor = OwnSensor.Start("saker: {probe: {readers: 2}}\nwatch_config_files: false", Rule.Replace("VERSION", "v0", StringComparison.Ordinal));
        Directory.GetDirectories($"/proc/{sensor.Id}/task").Select(task => File.ReadAllText($"{task}/comm").Trim()).Should().Contain("reader 1");
        for (int shell = 0; shell < Shells; shell++)
        {
            for (int act = 0; act < Acts; act++)
            {
                foreach (string kind in new[] { "own", "cat" })
                    File.WriteAllText(NameOf(sensor, kind, shell, act), "");
            }
        }

        Process[] shells = [.. Enumerable.Range(0, Shells).Select(shell => Process.Start("/bin/bash", ["-c", $"""
            for act in $(seq -f '%03g' 0 {Acts - 1}); do
                read x < {sensor.Directory}/planted-own-{shell:D3}-$act
                /bin/cat {sensor.Directory}/planted-cat-{shell:D3}-$act
            done
            """]))];
        for (int i = 1; i <= reloads; i++)
        {
            sensor.WriteRules(Rule.Replace("VERSION", $"v{i}", StringComparison.Ordinal));
            sensor.Send(OwnSensor.SIGHUP);
            sensor.WaitForLog("were read anew", i);
        }

        foreach (var shell in shells)
        {
            shell.WaitForExit();
            shell.Dispose();
        }

        string starter = File.ReadAllText("/proc/self/comm").Trim();
        for (int shell = 0; shell < Shells; shell++)
        {
            sensor.WaitForAlert($"{NameOf(sensor, "own", shell, Acts - 1)} by bash of {starter} ");
            // Each of these is a process, which may be anybody's: the last one is not that which is told last.
            sensor.WaitForAlert($"{sensor.Directory}/planted-cat-{shell:D3}-", Acts).Should().EndWith($" by cat of bash under {starter}.");
        }

        for (int shell = 0; shell < Shells; shell++)
        {
            Told("own", shell).Should().Equal(Enumerable.Range(0, Acts));
            Told("cat", shell).Order().Should().Equal(Enumerable.Range(0, Acts));
        }

        sensor.Alerts.Should().OnlyContain(a => a.Contains(" by bash of ", StringComparison.Ordinal) || a.Contains(" by cat of bash ", StringComparison.Ordinal));
        sensor.Send(OwnSensor.SIGTERM);
        sensor.WaitForExit().Should().Be(0, string.Join("\n", sensor.Log));
        sensor.WaitForLog($"{Shells * Acts * 2} alerts, 0 events lost, 0 alerts lost");

        IEnumerable<int> Told(string kind, int shell)
        {
            string begin = $"/planted-{kind}-{shell:D3}-";
            return sensor.Alerts.Where(a => a.Contains(begin, StringComparison.Ordinal))
                .Select(a => int.Parse(a.AsSpan(a.IndexOf(begin, StringComparison.Ordinal) + begin.Length, 3), CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void A_capture_has_one_reader()
    {
        using var sensor = OwnSensor.Begin("capture: {enabled: true}\nsaker: {probe: {readers: 2}}");
        sensor.WaitForExit().Should().Be(1);
        sensor.WaitForLog("saker.probe.readers");
    }

    private static string NameOf(OwnSensor sensor, string kind, int shell, int act) => $"{sensor.Directory}/planted-{kind}-{shell:D3}-{act:D3}";
}
