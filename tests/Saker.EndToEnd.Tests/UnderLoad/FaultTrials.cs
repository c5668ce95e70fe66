using System.Diagnostics;
using System.Globalization;
using Saker.EndToEnd.Tests.Fixture;
using Saker.Forwarder.Tests.Servers;

namespace Saker.EndToEnd.Tests.UnderLoad;

/// <summary>One part fails while alerts come: what was promised to be kept is kept, what is lost is counted exactly, other outputs go on.</summary>
[Collection(nameof(Trials))]
public sealed class FaultTrials : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);
    private static readonly int acts = Trials.Length(30, 600);

    // In full length each fault lasts a minute.
    private static readonly TimeSpan pace = TimeSpan.FromMilliseconds(Trials.Length(0, 100));

    private readonly string directory = Directory.CreateTempSubdirectory("saker-fault-").FullName;
    private readonly WebPages web = new();

    private string Spool => $"saker: {{spool: {{directory: {directory}/spool}} }}\n";

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void An_endpoint_that_was_down_gets_what_it_missed_in_order()
    {
        int other = LoopbackPort.Free();
        using var endpoint = new Endpoint(other);
        using var sensor = OwnSensor.Start($"{web.Config}{Spool}http_output: {{enabled: true, url: \"http://127.0.0.1:{other}/\"}}");
        sensor.WaitForLog("web server listens");
        Plant(sensor, acts);
        Wait.Until(() => Number("saker_output_retries_total", "http") > 0);
        endpoint.Up();
        Wait.Until(() => endpoint.Bodies.Select(NameOf).Distinct().Count() >= acts);
        endpoint.Bodies.Select(NameOf).Distinct().Should().Equal(Names(acts));
        Number("saker_output_lost_total", "http").Should().Be(0);
    }

    [Fact]
    public void A_killed_sensor_delivers_after_its_restart_what_it_had_on_disk()
    {
        int other = LoopbackPort.Free();
        using var endpoint = new Endpoint(other);
        string config = $"{web.Config}{Spool}http_output: {{enabled: true, url: \"http://127.0.0.1:{other}/\"}}";
        using (var sensor = OwnSensor.Start(config))
        {
            sensor.WaitForLog("web server listens");
            Plant(sensor, acts);
            Wait.Until(() => Number("saker_output_waiting", "http", "disk") == acts);
            sensor.Send(OwnSensor.SIGKILL);
            sensor.WaitForExit();
        }

        endpoint.Up();
        using var next = OwnSensor.Start(config);
        Wait.Until(() => endpoint.Bodies.Select(NameOf).Distinct().Count() >= acts);
        endpoint.Bodies.Select(NameOf).Distinct().Should().Equal(Names(acts));
    }

    [Fact]
    public void What_waits_in_the_spool_outlives_a_loss_of_power()
    {
        int other = LoopbackPort.Free();
        using var endpoint = new Endpoint(other);
        string config = $"{web.Config}{Spool}http_output: {{enabled: true, url: \"http://127.0.0.1:{other}/\"}}";
        using var disk = new SyncedDisk();
        using (var sensor = OwnSensor.Start(config, environment: disk.Environment))
        {
            sensor.WaitForLog("web server listens");
            Plant(sensor, acts);
            Wait.Until(() => Number("saker_output_waiting", "http", "disk") == acts);
            string segment = Directory.GetFiles(Path.Combine(directory, "spool", "http"), "*.alerts").Single();
            Wait.Until(() => disk.SizeOf(segment) == new FileInfo(segment).Length);
            sensor.Send(OwnSensor.SIGKILL);
            sensor.WaitForExit();
        }

        disk.LoseTheRest(Path.Combine(directory, "spool", "http"));
        endpoint.Up();
        using var next = OwnSensor.Start(config);
        Wait.Until(() => endpoint.Bodies.Count >= acts);
        endpoint.Bodies.Select(NameOf).Should().Equal(Names(acts));
    }

    [Fact]
    public void A_full_disk_delays_the_file_and_tears_no_line()
    {
        using var disk = new SmallDisk(directory, "disk", kilobytes: 4);
        string file = Path.Combine(disk.Path, "alerts.txt");
        using var sensor = OwnSensor.Start($"{web.Config}{Spool}file_output: {{enabled: true, filename: {file}}}");
        sensor.WaitForLog("web server listens");
        int count = acts * 3;
        Plant(sensor, count);
        Wait.Until(() => Number("saker_output_waiting", "file", "disk") > 0);
        disk.Grow(megabytes: 4);
        Wait.Until(() => Lines(file).Length >= count);
        Lines(file).Select(NameOf).Should().Equal(Names(count));
        Number("saker_output_lost_total", "file").Should().Be(0);
    }

    [Fact]
    public void What_neither_disk_nor_memory_takes_is_counted_exactly()
    {
        using var disk = new SmallDisk(directory, "spool", kilobytes: 16);
        int other = LoopbackPort.Free();
        using var endpoint = new Endpoint(other);
        using var sensor = OwnSensor.Start(
            $"{web.Config}{Spool}outputs_queue: {{capacity: 200}}\nhttp_output: {{enabled: true, url: \"http://127.0.0.1:{other}/\"}}");
        sensor.WaitForLog("web server listens");
        int count = Math.Max(acts, 1000);
        Plant(sensor, count);
        Wait.Until(() => Number("saker_output_lost_total", "http") > 0);
        endpoint.Up();
        Wait.Until(() => web.Sum(Named("saker_output_waiting", "http", "disk"), Named("saker_output_waiting", "http", "memory")) == 0);
        long lost = Number("saker_output_lost_total", "http");
        endpoint.Bodies.Where(b => b.Contains("/planted-", StringComparison.Ordinal)).Select(NameOf).Distinct().Count().Should().Be(count - (int)lost);
        sensor.WaitForAlert("Alerts to output http were lost.");
    }

    [Fact]
    public void A_program_that_stands_still_keeps_no_other_output_waiting_and_gets_all_when_it_goes_on()
    {
        string file = Path.Combine(directory, "taken");
        using var sensor = OwnSensor.Start($"{web.Config}{Spool}program_output: {{enabled: true, keep_alive: true, program: \"echo $$ > {file}.pid; exec cat > {file}\"}}");
        sensor.WaitForLog("web server listens");
        Plant(sensor, 1);
        Wait.Until(() => File.Exists(file) && Lines(file).Length == 1);
        int consumer = int.Parse(File.ReadAllText(file + ".pid"), CultureInfo.InvariantCulture);
        OwnSensor.Send(consumer, OwnSensor.SIGSTOP);
        // More than a pipe holds.
        int count = Math.Max(acts, 1000);
        Plant(sensor, count, first: 1);
        sensor.Alerts.Count.Should().BeGreaterThanOrEqualTo(count);
        OwnSensor.Send(consumer, OwnSensor.SIGCONT);
        Wait.Until(() => Lines(file).Length >= count + 1);
        Lines(file).Select(NameOf).Should().Equal(Names(count + 1));
        Number("saker_output_lost_total", "program").Should().Be(0);
    }

    [Fact]
    public void A_program_that_never_reads_keeps_no_other_output_waiting()
    {
        using var sensor = OwnSensor.Start($"{web.Config}{Spool}output_timeout: 300\nprogram_output: {{enabled: true, keep_alive: true, program: \"exec sleep 1000\"}}");
        sensor.WaitForLog("web server listens");
        int count = Math.Max(acts, 1500);
        Plant(sensor, count);
        sensor.WaitForLog("\"program\" output timeout");
        Wait.Until(() => Number("saker_output_waiting", "program", "disk") > 0);
        // While alerts are put on disk they are in both places for a moment.
        Wait.Until(() => web.Sum(
            Named("saker_output_delivered_total", "program"), Named("saker_output_waiting", "program", "disk"), Named("saker_output_waiting", "program", "memory")) == count);
        Number("saker_output_lost_total", "program").Should().Be(0);
    }

    [Fact]
    public void A_system_log_that_went_away_gets_what_it_missed()
    {
        string socket = Path.Combine(directory, "log");
        using var sensor = OwnSensor.Start($"{web.Config}saker: {{spool: {{directory: {directory}/spool}}, syslog_output: {{address: \"unix://{socket}\"}} }}");
        sensor.WaitForLog("web server listens");
        Plant(sensor, acts);
        Wait.Until(() => Number("saker_output_retries_total", "remote_syslog") > 0);
        using var log = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Unspecified)
        {
            ReceiveTimeout = (int)patience.TotalMilliseconds,
        };
        log.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(socket));
        byte[] buffer = new byte[8192];
        var names = new List<string>();
        while (names.Count < acts)
            names.Add(NameOf(System.Text.Encoding.UTF8.GetString(buffer, 0, log.Receive(buffer))));
        names.Should().Equal(Names(acts));
    }

    private static IEnumerable<string> Names(int count) => Enumerable.Range(0, count).Select(i => $"planted-{i:D6}.");

    private static string NameOf(string line)
    {
        int at = line.IndexOf("planted-", StringComparison.Ordinal);
        return at < 0 ? line : line.Substring(at, "planted-000000.".Length);
    }

    /// <summary>Acts, and waits until standard output has all of the alerts.</summary>
    private static void Plant(OwnSensor sensor, int count, int first = 0)
    {
        for (int i = first; i < first + count; i++)
        {
            sensor.Plant($"{i:D6}.");
            // No more than a short queue of standard output has room for.
            if (i % 100 == 99)
                sensor.WaitForAlert($"/planted-{i:D6}.");
            TestContext.Current.CancellationToken.WaitHandle.WaitOne(pace);
        }

        sensor.WaitForAlert($"/planted-{first + count - 1:D6}.");
    }

    private long Number(string name, string output, string? where = null) => web.Number(Named(name, output, where));

    private static string Named(string name, string output, string? where = null) => $"{name}{{output=\"{output}\"{(where is null ? "" : $",where=\"{where}\"")}}}";

    /// <summary>Whole lines of a file; what stands behind the last one is being written.</summary>
    private static string[] Lines(string file) => File.ReadAllText(file).Split('\n')[..^1];
}
