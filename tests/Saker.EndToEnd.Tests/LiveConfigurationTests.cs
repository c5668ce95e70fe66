using System.Net.Sockets;
using Saker.EndToEnd.Tests.Fixture;

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

    [Fact]
    public void Calls_that_are_excluded_are_not_watched()
    {
        using var sensor = OwnSensor.Start("base_syscalls: {custom_set: ['!open', '!openat', '!openat2']}", OwnSensor.PlantedRule + MadeRule);
        sensor.Plant("a");
        Directory.CreateDirectory(Path.Combine(sensor.Directory, "planted-directory"));
        sensor.WaitForAlert("made ");
        sensor.Alerts.Should().NotContain(a => a.Contains("opened", StringComparison.Ordinal));
    }

    [Fact]
    public void Calls_that_fail_are_left_out_when_that_is_asked_for()
    {
        using var sensor = OwnSensor.Start("engine: {kind: modern_ebpf, modern_ebpf: {drop_failed_exit: true, cpus_for_each_buffer: 1, buf_size_preset: 2}}", MadeRule);
        Shell.Run("/bin/mkdir", "/no/such/planted-failed");
        Directory.CreateDirectory(Path.Combine(sensor.Directory, "planted-directory"));
        sensor.WaitForAlert("planted-directory");
        sensor.Alerts.Should().NotContain(a => a.Contains("failed", StringComparison.Ordinal));
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

    [Fact]
    public void Losses_are_told_only_so_often()
    {
        using var sensor = OwnSensor.Start("log_level: debug\nsyscall_event_drops: {simulate_drops: true, actions: [log], rate: 0, max_burst: 1}\nmetrics: {enabled: true, interval: 1500ms, output_rule: true}");
        sensor.WaitForAlert("metrics snapshot", 2);
        sensor.Log.Count(l => l.Contains("syscall event drop", StringComparison.Ordinal)).Should().Be(1);
    }

    [Fact]
    public void Losses_end_the_sensor_when_that_is_asked_for()
    {
        using var sensor = OwnSensor.Begin("syscall_event_drops: {simulate_drops: true, actions: [exit]}");
        sensor.WaitForExit().Should().Be(1);
        sensor.WaitForLog("syscall_event_drops.actions says to exit");
    }

    [Fact]
    public void Silence_is_told()
    {
        // Nothing but the start and end of programs is watched for this rule, and a machine seldom starts one every 30 milliseconds.
        using var sensor = OwnSensor.Start("json_output: true\nsyscall_event_timeouts: {max_consecutives: 1}", MadeRule);
        sensor.WaitForAlert("Falco internal: timeouts notification").Should().Contain("\"last_event_time\":").And.Contain("\"priority\":\"Debug\"");
    }

    [Fact]
    public void A_capture_ends_when_its_file_is_large_enough()
    {
        using var sensor = OwnSensor.Start("priority: debug", OwnSensor.PlantedRule.Replace("tags: [files]", "capture: true", StringComparison.Ordinal),
            arguments: ["-o", "capture.enabled=true", "-o", "capture.default_duration=600000", "-o", "capture.max_file_size_mb=1", "-o", "capture.path_prefix=/tmp/saker-large"]);
        string Ended() => sensor.Log.FirstOrDefault(l => l.Contains("has reached capture.max_file_size_mb", StringComparison.Ordinal)) ?? "";
        for (int i = 0; Ended().Length == 0 && i < 200_000; i++)
            sensor.Plant($"{i % 100}");
        string file = Ended().Split(' ').Single(w => w.StartsWith("/tmp/saker-large", StringComparison.Ordinal));
        new FileInfo(file).Length.Should().BeInRange(1 << 20, 9 << 17);
        sensor.WaitForAlert("Falco internal: capture size limit reached");
        File.Delete(file);
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
        asked.Count.Should().Be(3);
        await asking;
        asked.ForEach(c => c.Dispose());
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
    public void The_log_goes_to_the_log_of_the_system()
    {
        const string path = "/dev/log";
        Assert.SkipWhen(File.Exists(path), "a daemon takes this machine's log");
        using var daemon = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 20_000 };
        daemon.Bind(new UnixDomainSocketEndPoint(path));
        try
        {
            var result = Shell.Run(LiveSensor.Metadata("Saker"), "--dry-run", "-o", "log_stderr=false", "-o", "log_syslog=true");
            result.Error.Should().BeEmpty();
            byte[] buffer = new byte[1024];
            System.Text.Encoding.UTF8.GetString(buffer, 0, daemon.Receive(buffer)).Should().MatchRegex(@"^<14>saker\[[0-9]+\]: Saker ");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
