using System.Diagnostics;
using Saker.EndToEnd.Tests.Fixture;

namespace Saker.EndToEnd.Tests;

/// <summary>Rules are exchanged while the sensor watches.</summary>
[Collection(nameof(OwnSensor))]
public class ReloadTests
{
    [Fact]
    public async Task Many_reloads_in_a_storm_miss_nothing_tell_nothing_twice_and_leave_no_memory_behind()
    {
        int reloads = Trials.Length(60, 100);
        // In full length the storm lasts a minute.
        var pace = TimeSpan.FromMilliseconds(Trials.Length(0, 600));
        long memory = 0;
        using var sensor = OwnSensor.Start("watch_config_files: false");
        using var storm = Process.Start("/bin/sh", ["-c", "while :; do /bin/true; cat /etc/hostname /no/such/file; done >/dev/null 2>&1"]);
        using var done = new CancellationTokenSource();
        int planted = 0;
        var clock = Stopwatch.StartNew();
        var planter = Task.Run(() =>
        {
            while (!done.Token.WaitHandle.WaitOne(1))
                sensor.Plant($"{planted++:D6}.");
        }, TestContext.Current.CancellationToken);
        try
        {
            for (int i = 1; i <= reloads; i++)
            {
                // Each time the plan of the kernel is another one: with every second version comes a rule about more calls.
                sensor.WriteRules(OwnSensor.PlantedRule.Replace("opened", $"version {i} opened", StringComparison.Ordinal) + (i % 2 == 0 ? "" : """
                    - rule: Other
                      desc: Another call, which is watched only now and then.
                      condition: evt.type in (mkdir, mkdirat) and fs.path.name startswith DIRECTORY/planted
                      output: made
                      priority: NOTICE

                    """));
                sensor.Send(OwnSensor.SIGHUP);
                sensor.WaitForLog("were read anew", i);
                sensor.Plant($"after-{i}.");
                sensor.WaitForAlert($"version {i} opened {sensor.Directory}/planted-after-{i}.");
                // Until then the runtime warms up, and the first few make room for two sets of rules, which is kept.
                if (i == reloads / 2)
                    memory = sensor.Status("VmRSS");
                if (pace * i - clock.Elapsed is { Ticks: > 0 } left)
                    await Task.Delay(left, TestContext.Current.CancellationToken);
            }
        }
        finally
        {
            await done.CancelAsync();
            await planter;
            storm.Kill(entireProcessTree: true);
        }

        sensor.Plant("end.");
        sensor.WaitForAlert("planted-end.");
        planted.Should().BeGreaterThan(reloads);
        TestContext.Current.TestOutputHelper?.WriteLine($"{reloads} reloads in {clock.Elapsed.TotalSeconds:F0} s, {planted} acts; {memory} kB after half of them, {sensor.Status("VmRSS")} kB after all");
        // What it needs for a moment only it gives back.
        Wait.Until(() => sensor.Status("VmRSS") < memory * 105 / 100);
        var counts = sensor.Alerts.Where(a => a.Contains("/planted-", StringComparison.Ordinal)).CountBy(a => a[a.IndexOf("planted-", StringComparison.Ordinal)..]).ToDictionary();
        var expected = Enumerable.Range(0, planted).Select(i => $"planted-{i:D6}.").Concat(Enumerable.Range(1, reloads).Select(i => $"planted-after-{i}.")).Append("planted-end.");
        counts.Keys.Should().BeEquivalentTo(expected);
        counts.Where(c => c.Value != 1).Should().BeEmpty();
        sensor.Log.Should().NotContain(l => l.Contains("cannot be used", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_that_change_are_read_and_bad_ones_leave_the_former_in_force()
    {
        using var sensor = OwnSensor.Start("watch_config_files: true\njson_output: true");
        sensor.WriteRules(OwnSensor.PlantedRule.Replace("opened", "second", StringComparison.Ordinal));
        sensor.WaitForLog("were read anew");
        sensor.Plant("a");
        sensor.WaitForAlert("second");
        sensor.WriteRules("- rule: broken\n");
        string alert = sensor.WaitForAlert("Falco internal: hot restart failure");
        alert.Should().Contain("\"priority\":\"Critical\"").And.Contain("\"source\":\"internal\"").And.Contain("rules.yaml");
        sensor.Plant("b");
        sensor.WaitForAlert("/planted-b");
        sensor.WriteRules(OwnSensor.PlantedRule.Replace("opened", "third", StringComparison.Ordinal));
        sensor.WaitForLog("were read anew", 2);
        sensor.Plant("c");
        sensor.WaitForAlert("third");
    }

    [Fact]
    public void Of_many_findings_the_first_are_told()
    {
        using var sensor = OwnSensor.Start("watch_config_files: true\njson_output: true");
        string odd = string.Concat(Enumerable.Range(0, 1000).Select(i => $"- {{list: odd{i}, items: [], odd: 1}}\n"));
        sensor.WriteRules(odd + "- rule: broken\n");
        sensor.WaitForAlert("Falco internal: hot restart failure").Should().Contain("1 Errors").And.Contain("rule 'broken'")
            .And.Contain("list 'odd9'").And.NotContain("list 'odd10'").And.Contain($"and 990 more, which saker -V {sensor.RulesFile} tells");
        sensor.Plant("a");
        sensor.WaitForAlert("/planted-a");
    }

    [Fact]
    public void Files_that_change_are_not_read_where_nobody_is_to_watch_them()
    {
        using var watching = OwnSensor.Start("watch_config_files: true");
        using var other = OwnSensor.Start("watch_config_files: false", arguments: ["-r", watching.RulesFile]);
        foreach (string version in new[] { "second", "third" })
        {
            watching.WriteRules(OwnSensor.PlantedRule.Replace("opened", version, StringComparison.Ordinal));
            Wait.Until(() =>
            {
                watching.Plant("a");
                return watching.Alerts.Any(a => a.Contains(version, StringComparison.Ordinal));
            });
        }

        other.WaitForAlert("opened ");
        other.Log.Should().NotContain(l => l.Contains("were read anew", StringComparison.Ordinal));
        other.Send(OwnSensor.SIGHUP);
        other.WaitForLog("were read anew");
    }

    [Fact]
    public void Rules_files_that_appear_in_a_directory_and_go_are_noticed()
    {
        string rules = OwnSensor.NewDirectory();
        string planted = OwnSensor.NewDirectory();
        Write("first");
        using var sensor = OwnSensor.Start("watch_config_files: true", arguments: ["-r", rules]);
        Write("second");
        sensor.WaitForLog("were read anew");
        File.WriteAllText(Path.Combine(planted, "second"), "");
        sensor.WaitForAlert($"second {planted}/second");
        File.Delete(Path.Combine(rules, "second.yaml"));
        sensor.WaitForLog("were read anew", 2);
        File.WriteAllText(Path.Combine(planted, "second"), "");
        File.WriteAllText(Path.Combine(planted, "first"), "");
        sensor.WaitForAlert($"first {planted}/first");
        sensor.Alerts.Count(a => a.Contains("/second", StringComparison.Ordinal)).Should().Be(1);
        Directory.Delete(rules, recursive: true);
        Directory.Delete(planted, recursive: true);

        void Write(string name) => File.WriteAllText(Path.Combine(rules, name + ".yaml"), $"""
            - rule: {name}
              desc: A file of the test is opened.
              condition: evt.type in (open, openat, openat2) and fd.name = {planted}/{name}
              output: {name} %fd.name
              priority: NOTICE

            """);
    }

    [Fact]
    public void A_forwarder_and_a_watcher_of_the_cluster_beside_it_are_not_taken_for_the_sensor()
    {
        string directory = OwnSensor.NewDirectory();
        Write("rules.yaml", "- rule: R\n  desc: d\n  condition: evt.type = open\n  output: o\n  priority: NOTICE\n");
        Write("sensor.yaml", $"rules_files: [{directory}/rules.yaml]\nlog_level: info\nlog_syslog: false\nwebserver: {{enabled: false}}\n");
        Write("forward.yaml", $"listenaddress: 127.0.0.1\nlistenport: 0\nspool: {{directory: {directory}/spool}}\n");
        Write("kubeconfig", """
            apiVersion: v1
            kind: Config
            clusters: [{name: none, cluster: {server: "http://127.0.0.1:9"}}]
            contexts: [{name: none, context: {cluster: none, user: none}}]
            users: [{name: none, user: {token: none}}]
            current-context: none
            """);
        string saker = LiveSensor.Metadata("Saker");
        // Only they are to be seen, whatever else runs on this machine.
        var result = Shell.Run("unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", $"""
            cd {directory}
            {saker} forward -c forward.yaml >forward.log 2>&1 &
            forwarder=$!
            {saker} k8s-metadata --kubeconfig kubeconfig --listen 127.0.0.1:0 --health 127.0.0.1:0 >watcher.log 2>&1 &
            watcher=$!
            {saker} -c sensor.yaml >sensor.log 2>&1 &
            sensor=$!
            timeout 20 sh -c 'until grep -q "is ready" sensor.log; do sleep 0.1; done'
            {saker} reload || exit 1
            timeout 20 sh -c 'until grep -q "were read anew" sensor.log; do sleep 0.1; done'
            kill -0 $forwarder && kill -0 $watcher && echo "sensor is $sensor"
            cat sensor.log forward.log watcher.log >&2
            """);
        result.ExitCode.Should().Be(0, result.Error);
        string process = result.Output.Trim().Split(' ')[^1];
        result.Output.Should().StartWith($"process {process} reads").And.Contain("sensor is");
        result.Error.Should().Contain("were read anew");
        Directory.Delete(directory, recursive: true);

        void Write(string name, string text) => File.WriteAllText(Path.Combine(directory, name), text);
    }

    [Fact]
    public void The_configuration_is_read_too()
    {
        using var sensor = OwnSensor.Start("watch_config_files: true\nwebserver: {enabled: false}");
        File.AppendAllText(sensor.ConfigFile, "json_output: true\nengine: {modern_ebpf: {buf_size_preset: 5}}\n");
        sensor.WaitForLog("take effect at the next start: engine.modern_ebpf");
        sensor.Plant("a");
        sensor.WaitForAlert("\"rule\":\"Planted\"");
        sensor.Plant("b");
        Shell.Run(LiveSensor.Metadata("Saker"), "reload", "-P", sensor.PidFile).Output.Should().Contain($"process {File.ReadAllText(sensor.PidFile).Trim()} reads");
        sensor.WaitForLog("were read anew", 2);
    }

    [Fact]
    public void Outputs_are_exchanged_one_by_one()
    {
        using var sensor = OwnSensor.Start("watch_config_files: false\nsaker: {spool: {enabled: false}}");
        string config = File.ReadAllText(sensor.ConfigFile);
        string first = Path.Combine(sensor.Directory, "first.txt"), second = Path.Combine(sensor.Directory, "second.txt");
        Reload($"file_output: {{enabled: true, filename: {first}}}", 1);
        sensor.WaitForLog("output file has started");
        sensor.Plant("a");
        sensor.WaitForAlert("/planted-a");
        Reload($"file_output: {{enabled: true, filename: {second}}}", 2);
        sensor.WaitForLog("output file works by its new settings");
        sensor.Plant("b");
        sensor.WaitForAlert("/planted-b");
        Reload("", 3);
        sensor.WaitForLog("output file has ended");
        sensor.Plant("c");
        sensor.WaitForAlert("/planted-c");
        File.ReadAllLines(first).Should().ContainSingle().Which.Should().EndWith("/planted-a");
        File.ReadAllLines(second).Should().ContainSingle().Which.Should().EndWith("/planted-b");
        sensor.Log.Should().NotContain(l => l.Contains("next start", StringComparison.Ordinal) || l.Contains("output stdout", StringComparison.Ordinal));

        void Reload(string output, int count)
        {
            File.WriteAllText(sensor.ConfigFile, $"{config}{output}\n");
            sensor.Send(OwnSensor.SIGHUP);
            sensor.WaitForLog("were read anew", count);
        }
    }

    [Fact]
    public void A_process_id_that_is_none_is_said_to_be()
    {
        var result = Shell.Run(LiveSensor.Metadata("Saker"), "reload", "-P", "/etc/hostname");
        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("/etc/hostname holds no process id");
    }
}
