using System.Diagnostics;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Saker.EndToEnd.Tests.Fixture;
using Saker.Forwarder.Tests.Servers;

namespace Saker.EndToEnd.Tests;

/// <summary>Keys of the configuration whose effect only a sensor that watches shows.</summary>
[Collection(nameof(OwnSensor))]
public class LiveConfigurationTests
{
    private const string ReadRule = """
        - rule: Read
          desc: A file of the test is read.
          condition: evt.type = read and fd.name startswith DIRECTORY/planted and evt.rawres > 0
          output: read %evt.buffer.
          priority: NOTICE

        """;

    private const string MadeRule = """
        - rule: Made
          desc: A directory of the test is made.
          condition: evt.type in (mkdir, mkdirat) and evt.arg.path contains planted
          output: made %evt.arg.path
          priority: NOTICE

        """;

    private const string FloodedRule = """
        - rule: Flooded
          desc: It listens to calls of everybody, and matches none.
          condition: evt.type in (dup, close, execve, procexit) and proc.cmdline contains nobody-is-called-so
          output: never
          priority: NOTICE

        """;

    [Fact]
    public void Calls_that_are_excluded_are_not_watched()
    {
        using var sensor = OwnSensor.Start("base_syscalls: {custom_set: ['!open', '!openat', '!openat2']}", OwnSensor.PlantedRule + MadeRule);
        sensor.Plant("a");
        Directory.CreateDirectory(Path.Combine(sensor.Directory, "planted-directory"));
        sensor.WaitForAlert("made ");
        sensor.Alerts.Should().NotContain(a => a.Contains("opened", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("engine: {kind: modern_ebpf, modern_ebpf: {drop_failed_exit: true, buf_size_preset: 2}}")]
    [InlineData("engine: {kind: kmod, kmod: {drop_failed_exit: true, buf_size_preset: 2}}")]
    public void Calls_that_fail_are_left_out_and_buffers_are_as_large_as_is_asked_for(string engine)
    {
        using var sensor = OwnSensor.Start($"log_level: debug\nlibs_logger: {{severity: debug}}\n{engine}", MadeRule);
        sensor.WaitForLog("rings of 2 MB for each of ");
        Shell.Run("/bin/mkdir", "/no/such/planted-failed");
        Directory.CreateDirectory(Path.Combine(sensor.Directory, "planted-directory"));
        sensor.WaitForAlert("planted-directory");
        sensor.Alerts.Should().NotContain(a => a.Contains("failed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void Calls_that_are_made_all_the_time_are_watched_only_when_that_is_asked_for(string all, bool areWatched)
    {
        using var sensor = OwnSensor.Start($"base_syscalls: {{all: {all}}}", ReadRule + MadeRule);
        string path = Path.Combine(sensor.Directory, "planted-data");
        File.WriteAllText(path, "0123456789");
        Shell.Run("/bin/cat", path);
        Directory.CreateDirectory(Path.Combine(sensor.Directory, "planted-directory"));
        sensor.WaitForAlert("made ");
        sensor.Alerts.Any(a => a.Contains("read ", StringComparison.Ordinal)).Should().Be(areWatched);
    }

    [Fact]
    public void So_much_of_the_data_is_shown_as_is_asked_for()
    {
        using var sensor = OwnSensor.Start("base_syscalls: {all: true}\nfalco_libs: {snaplen: 5}", ReadRule);
        string path = Path.Combine(sensor.Directory, "planted-data");
        File.WriteAllText(path, "0123456789");
        Shell.Run("/bin/cat", path);
        sensor.WaitForAlert("read ").Should().EndWith("read 01234.");
    }

    [Fact]
    public void Names_of_users_are_those_of_the_host()
    {
        string root = Directory.CreateDirectory(Path.Combine(OwnSensor.NewDirectory(), "etc")).Parent!.FullName;
        try
        {
            File.WriteAllText(Path.Combine(root, "etc", "passwd"), "chief:x:0:0::/root:/bin/sh\n");
            string rule = OwnSensor.PlantedRule.Replace("opened", "by %user.name on %evt.hostname opened", StringComparison.Ordinal);
            using var sensor = OwnSensor.Start("priority: debug", rule, [("HOST_ROOT", root + "/"), ("FALCO_HOSTNAME", "north")]);
            sensor.Plant("a");
            sensor.WaitForAlert("by chief on north opened");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void Losses_are_told_as_is_asked_for()
    {
        using var sensor = OwnSensor.Start("log_level: debug\njson_output: true\nsyscall_event_drops: {simulate_drops: true, actions: [log, alert], rate: 100, max_burst: 100}");
        sensor.WaitForAlert("Falco internal: syscall event drop", 2).Should()
            .Contain("\"n_drops_buffer_open_exit\":\"0\"").And.Contain("\"ebpf_enabled\":\"1\"").And.Contain("\"priority\":\"Debug\"").And.MatchRegex("\"n_drops\":\"[1-9]");
        sensor.WaitForLog("syscall event drop");
    }

    [Theory]
    [InlineData(0, 2, 2)]
    [InlineData(0, 1, 1)]
    [InlineData(100, 1, 4)]
    public void Losses_are_told_only_so_often(int rate, int burst, int expected)
    {
        // Some are made up each second. What a rate of 0 leaves at the start is all there ever is.
        using var sensor = OwnSensor.Start(
            $"log_level: debug\nsyscall_event_drops: {{simulate_drops: true, actions: [log], rate: {rate}, max_burst: {burst}}}\nmetrics: {{enabled: true, interval: 1500ms, output_rule: true}}");
        sensor.WaitForLog("syscall event drop", expected);
        if (rate > 0)
            return;
        sensor.WaitForAlert("metrics snapshot", 4);
        sensor.Log.Count(l => l.Contains("syscall event drop", StringComparison.Ordinal)).Should().Be(expected);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Losses_are_told_only_where_they_are_more_than_is_tolerated(int threshold, bool areTold)
    {
        var web = new WebPages();
        using var sensor = OwnSensor.Start(
            $"log_level: debug\nengine: {{modern_ebpf: {{buf_size_preset: 1}} }}\nsaker: {{kernel_plan: false}}\n{web.Config.Replace("enabled: true}", "enabled: true, interval: 1500ms, output_rule: true}", StringComparison.Ordinal)}"
            + $"syscall_event_drops: {{threshold: {threshold}, actions: [log]}}", FloodedRule);
        sensor.WaitForLog("web server listens");
        // A reader that stands still loses most of a flood, but not all.
        sensor.Send(OwnSensor.SIGSTOP);
        Shell.Run("/bin/sh", "-c", $"timeout 1 {LiveSensor.Acts} flood");
        sensor.Send(OwnSensor.SIGCONT);
        Wait.Until(() => web.Number("falcosecurity_scap_n_drops_total") > 0);
        if (areTold)
        {
            sensor.WaitForLog("syscall event drop");
            return;
        }

        // It looks once a second, which is more often than a snapshot is taken.
        sensor.WaitForAlert("metrics snapshot", sensor.Alerts.Count(a => a.Contains("metrics snapshot", StringComparison.Ordinal)) + 2);
        sensor.Log.Should().NotContain(l => l.Contains("syscall event drop", StringComparison.Ordinal));
    }

    [Fact]
    public void Losses_end_the_sensor_when_that_is_asked_for()
    {
        using var sensor = OwnSensor.Begin("syscall_event_drops: {simulate_drops: true, actions: [exit]}");
        sensor.WaitForExit().Should().Be(1);
        sensor.WaitForLog("syscall_event_drops.actions says to exit");
    }

    [Fact]
    public async Task An_endpoint_that_never_answers_is_asked_so_often_before_it_counts_as_down()
    {
        using var silent = new TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        int port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        List<TcpClient> asked = [];
        // Once it was asked so often it is gone, so that a fourth time would be told of as a refusal.
        var asking = Task.Run(
            async () =>
            {
                while (asked.Count < 3)
                    asked.Add(await silent.AcceptTcpClientAsync());
                silent.Stop();
            },
            TestContext.Current.CancellationToken);
        using var sensor = OwnSensor.Start(
            $"output_timeout: 300\nhttp_output: {{enabled: true, url: 'http://127.0.0.1:{port}/', max_consecutive_timeouts: 3}}\nsaker: {{spool: {{enabled: false}} }}");
        sensor.Plant("a");
        sensor.WaitForLog("does not answer within 0.3 s");
        await asking.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        asked.Count.Should().Be(3);
        asked.ForEach(c => c.Dispose());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_kernel_asks_whether_an_endpoint_that_is_silent_is_still_there_when_that_is_asked_for(bool isAsked)
    {
        int port = LoopbackPort.Free();
        using var endpoint = new Endpoint(port);
        endpoint.Up();
        using var sensor = OwnSensor.Start(
            $"http_output: {{enabled: true, url: 'http://127.0.0.1:{port}/', keep_alive: {(isAsked ? "true" : "false")}}}\nsaker: {{spool: {{enabled: false}} }}");
        sensor.Plant("a");
        Wait.Until(() => endpoint.Bodies.Count == 1);
        // What the kernel tells of a connection has the timer that runs for it: 0 is none, 2 that of questions to a silent end.
        string expected = isAsked ? "02" : "00";
        Wait.Until(() => File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6")).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(c => c[2].EndsWith($":{port:X4}", StringComparison.Ordinal) && c[3] == "01" && c[5].StartsWith(expected, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("log_level: debug\nlibs_logger: {enabled: true, severity: debug}", true)]
    [InlineData("log_level: debug\nlibs_logger: {enabled: true, severity: error}", false)]
    [InlineData("log_level: debug\nlibs_logger: {enabled: false, severity: debug}", false)]
    public void The_loader_of_the_probe_is_heard_when_that_is_asked_for(string config, bool isHeard)
    {
        using var sensor = OwnSensor.Start(config);
        sensor.Log.Any(l => l.Contains("[libs]: the probe has ", StringComparison.Ordinal)).Should().Be(isHeard);
    }

    [Fact]
    public void No_more_threads_are_remembered_than_is_asked_for()
    {
        var web = new WebPages();
        using var sensor = OwnSensor.Start($"falco_libs: {{thread_table_size: 64}}\n{web.Config}", OwnSensor.PlantedRule.Replace("opened", "opened by %proc.name ", StringComparison.Ordinal));
        sensor.WaitForLog("web server listens");
        // Whoever does something is known all the same: others have to go.
        Shell.Run("/bin/sh", "-c", $"echo > {sensor.Directory}/planted-a");
        sensor.WaitForAlert("opened by sh ");
        web.Number("falcosecurity_scap_n_threads").Should().BeInRange(1, 64);
        web.Number("saker_state_n_evicted_full_threadtable_total").Should().BePositive();
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("falco_libs: {thread_table_auto_purging_interval_s: 1, thread_table_auto_purging_thread_timeout_s: 1}", true)]
    public void Threads_whose_end_was_missed_are_forgotten_after_the_time_that_is_asked_for(string table, bool areForgotten)
    {
        var web = new WebPages();
        using var sensor = OwnSensor.Start($"{table}\nengine: {{modern_ebpf: {{buf_size_preset: 1}} }}\nsaker: {{kernel_plan: false}}\n{web.Config}", FloodedRule);
        sensor.WaitForLog("web server listens");
        var doomed = Enumerable.Range(0, 50).Select(_ => Process.Start("sleep", "1000")).ToList();
        Wait.Until(() => web.Number("falcosecurity_scap_n_added_threads_total") > 50);
        sensor.Send(OwnSensor.SIGSTOP);
        Shell.Run("/bin/sh", "-c", $"timeout 2 {LiveSensor.Acts} flood; for i in $(seq 3000); do /bin/true; done");
        doomed.ForEach(p => p.Kill());
        doomed.ForEach(p => p.WaitForExit());
        sensor.Send(OwnSensor.SIGCONT);
        if (areForgotten)
            Wait.Until(() => web.Number("saker_state_n_evicted_stale_threads_total") > 0);
        else
            web.Number("saker_state_n_evicted_stale_threads_total").Should().Be(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_probe_leaves_out_what_no_rule_can_match_unless_it_is_not_to(bool isPlanned)
    {
        var web = new WebPages();
        using var sensor = OwnSensor.Start($"saker: {{kernel_plan: {(isPlanned ? "true" : "false")}}}\n{web.Config}");
        sensor.WaitForLog("web server listens");
        for (int i = 0; i < 20; i++)
            File.ReadAllText("/etc/hostname");
        sensor.Plant("a");
        sensor.WaitForAlert("/planted-a");
        (web.Number("saker_events_left_out_total") > 0).Should().Be(isPlanned);
    }

    [Theory]
    [InlineData("tracepoint")]
    [InlineData("functions")]
    [InlineData("auto")]
    public void The_probe_meets_calls_where_it_is_to_or_says_that_it_cannot(string hooks)
    {
        using var sensor = OwnSensor.Begin($"log_level: debug\nlibs_logger: {{enabled: true, severity: debug}}\nsaker: {{probe: {{hooks: {hooks}}} }}");
        if (hooks == "functions" && !MayHookFunctions())
        {
            sensor.WaitForExit().Should().Be(1);
            sensor.WaitForLog("lets no program hang on functions");
            return;
        }

        sensor.WaitForLog("is ready");
        sensor.Plant("a");
        sensor.WaitForAlert("/planted-a");
        sensor.WaitForLog(hooks != "tracepoint" && MayHookFunctions() ? "programs in the kernel, at the functions" : "programs in the kernel, where all calls end");
    }

    private static bool MayHookFunctions() =>
        Shell.Run(LiveSensor.Metadata("Saker"), "doctor").Output.Contains("attaches at the functions of watched calls", StringComparison.Ordinal);

    [Theory]
    [InlineData("lost.txt", "json_output: false")]
    [InlineData("lost.json", "json_output: true")]
    public void So_many_alerts_wait_in_memory_and_on_disk_as_is_asked_for_and_the_others_are_told_to_be_lost(string golden, string format)
    {
        var web = new WebPages();
        string spool = OwnSensor.NewDirectory();
        // Two megabytes have room for a hundred of these and not for two.
        string large = OwnSensor.PlantedRule.Replace("opened %fd.name", $"'opened %fd.name {new string('x', 16 * 1024)}'", StringComparison.Ordinal);
        using (var sensor = OwnSensor.Start(
            $"{format}\n{web.Config}\nhttp_output: {{enabled: true, url: 'http://127.0.0.1:{LoopbackPort.Free()}/'}}\n"
            + $"saker: {{outputs_queue: {{max_size_mb: 1}}, spool: {{directory: {spool}, max_size_mb: 1}} }}", large, [("FALCO_HOSTNAME", "golden")]))
        {
            sensor.WaitForLog("web server listens");
            for (int i = 0; i < 200; i++)
            {
                sensor.Plant($"{i:D3}");
                sensor.WaitForAlert($"/planted-{i:D3}");
            }

            Golden.Neutral(sensor.WaitForAlert("Alerts to output http were lost.")).Should().Be(Golden.Read(golden).Single());
            sensor.WaitForLog($"its spool {spool}/http is full");
            Wait.Until(() => web.Number("saker_output_waiting{output=\"http\",where=\"disk\"}") is > 50 and < 64);
            web.Number("saker_output_waiting{output=\"http\",where=\"memory\"}").Should().BeInRange(50, 70);
            web.Number("saker_output_lost_total{output=\"http\"}").Should().BeInRange(60, 100);
        }

        Directory.Delete(spool, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Runs_of_the_probes_programs_are_told_where_the_kernel_counts_them(bool isAsked)
    {
        const string statistics = "/proc/sys/kernel/bpf_stats_enabled";
        string before = File.ReadAllText(statistics);
        try
        {
            File.WriteAllText(statistics, "1");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"the kernel is not to be told to count: {e.Message}");
        }

        try
        {
            var web = new WebPages();
            using var sensor = OwnSensor.Start(web.Config, arguments: ["-o", $"metrics.libbpf_stats_enabled={(isAsked ? "true" : "false")}"]);
            sensor.WaitForLog("web server listens");
            sensor.Plant("a");
            sensor.WaitForAlert("/planted-a");
            web.Get("/metrics").Contains("_run_cnt_total ", StringComparison.Ordinal).Should().Be(isAsked);
        }
        finally
        {
            File.WriteAllText(statistics, before);
        }
    }

    [Fact]
    public void Alerts_go_to_the_log_of_the_system()
    {
        const string path = "/dev/log";
        Assert.SkipWhen(File.Exists(path), "a daemon takes this machine's log");
        using var daemon = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 60_000 };
        daemon.Bind(new UnixDomainSocketEndPoint(path));
        try
        {
            using var sensor = OwnSensor.Start("syslog_output: {enabled: true}\nsaker: {spool: {enabled: false}}");
            string planted = sensor.Plant("a");
            byte[] buffer = new byte[8192];
            string line;
            do
            {
                // Others may write, too.
                line = System.Text.Encoding.UTF8.GetString(buffer, 0, daemon.Receive(buffer)).TrimEnd();
            }
            while (!line.EndsWith(planted, StringComparison.Ordinal));
            line.Should().MatchRegex(@"^<13>.* falco: .*Notice opened ");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task The_log_goes_to_the_log_of_the_system_when_that_is_asked_for(string isAsked, bool goes)
    {
        const string path = "/dev/log";
        string directory = OwnSensor.NewDirectory();
        Assert.SkipWhen(File.Exists(path), "a daemon takes this machine's log");
        using var daemon = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 60_000 };
        daemon.Bind(new UnixDomainSocketEndPoint(path));
        try
        {
            string config = Path.Combine(directory, "config.yaml");
            File.WriteAllText(config, $"log_stderr: false\nlog_syslog: {isAsked}\n");
            // Its socket has room for a few lines only, and others may write, too.
            var program = Task.Run(() => Shell.Run(LiveSensor.Metadata("Saker"), "--dry-run", "-c", config).Error, TestContext.Current.CancellationToken);
            List<string> lines = [];
            byte[] buffer = new byte[8192];
            // Once the program has ended, what is not there never comes.
            for (bool isOver = false; !isOver;)
            {
                isOver = program.IsCompleted;
                while (daemon.Poll(TimeSpan.FromMilliseconds(20), SelectMode.SelectRead))
                    lines.Add(System.Text.Encoding.UTF8.GetString(buffer, 0, daemon.Receive(buffer)));
            }

            (await program).Should().BeEmpty();
            lines.Any(l => Regex.IsMatch(l, $@"^<14>saker\[[0-9]+\]: Saker .*{Regex.Escape(config)}")).Should().Be(goes, string.Join('\n', lines));
        }
        finally
        {
            File.Delete(path);
            Directory.Delete(directory, recursive: true);
        }
    }
}
