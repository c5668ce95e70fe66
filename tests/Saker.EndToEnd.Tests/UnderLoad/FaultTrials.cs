using System.Diagnostics;
using System.Globalization;
using Saker.EndToEnd.Tests.Fixture;

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
    private readonly int port = Ports.Free();

    private string Web => $$"""
        webserver: {enabled: true, listen_address: 127.0.0.1, listen_port: {{port}}, prometheus_metrics_enabled: true}
        metrics: {enabled: true}

        """;

    private string Spool => $"saker: {{spool: {{directory: {directory}/spool}} }}\n";

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void An_endpoint_that_was_down_gets_what_it_missed_in_order()
    {
        int other = Ports.Free();
        using var endpoint = new Endpoint(other);
        using var sensor = OwnSensor.Start($"{Web}{Spool}http_output: {{enabled: true, url: \"http://127.0.0.1:{other}/\"}}");
        sensor.WaitForLog("web server listens");
        Plant(sensor, acts);
        Until(() => Number("saker_output_retries_total", "http") > 0);
        endpoint.Up();
        Until(() => endpoint.Bodies.Count >= acts);
        endpoint.Bodies.Select(NameOf).Distinct().Should().Equal(Names(acts));
        Number("saker_output_lost_total", "http").Should().Be(0);
    }

    [Fact]
    public void A_killed_sensor_delivers_after_its_restart_what_it_had_on_disk()
    {
        int other = Ports.Free();
        using var endpoint = new Endpoint(other);
        string config = $"{Web}{Spool}http_output: {{enabled: true, url: \"http://127.0.0.1:{other}/\"}}";
        using (var sensor = OwnSensor.Start(config))
        {
            sensor.WaitForLog("web server listens");
            Plant(sensor, acts);
            Until(() => Number("saker_output_waiting", "http", "disk") == acts);
            sensor.Send(OwnSensor.SIGKILL);
            sensor.WaitForExit();
        }

        endpoint.Up();
        using var next = OwnSensor.Start(config);
        Until(() => endpoint.Bodies.Count >= acts);
        endpoint.Bodies.Select(NameOf).Distinct().Should().Equal(Names(acts));
    }

    [Fact]
    public void What_waits_in_the_spool_outlives_a_loss_of_power()
    {
        int other = Ports.Free();
        using var endpoint = new Endpoint(other);
        string config = $"{Web}{Spool}http_output: {{enabled: true, url: \"http://127.0.0.1:{other}/\"}}";
        using var disk = new SyncedDisk();
        using (var sensor = OwnSensor.Start(config, environment: disk.Environment))
        {
            sensor.WaitForLog("web server listens");
            Plant(sensor, acts);
            Until(() => Number("saker_output_waiting", "http", "disk") == acts);
            string segment = Directory.GetFiles(Path.Combine(directory, "spool", "http"), "*.alerts").Single();
            Until(() => disk.SizeOf(segment) == new FileInfo(segment).Length);
            sensor.Send(OwnSensor.SIGKILL);
            sensor.WaitForExit();
        }

        disk.LoseTheRest(Path.Combine(directory, "spool", "http"));
        endpoint.Up();
        using var next = OwnSensor.Start(config);
        Until(() => endpoint.Bodies.Count >= acts);
        endpoint.Bodies.Select(NameOf).Should().Equal(Names(acts));
    }

    [Fact]
    public void A_full_disk_delays_the_file_and_tears_no_line()
    {
        using var disk = new SmallDisk(directory, "disk", kilobytes: 4);
        string file = Path.Combine(disk.Path, "alerts.txt");
        using var sensor = OwnSensor.Start($"{Web}{Spool}file_output: {{enabled: true, filename: {file}}}");
        sensor.WaitForLog("web server listens");
        int count = acts * 3;
        Plant(sensor, count);
        Until(() => Number("saker_output_waiting", "file", "disk") > 0);
        disk.Grow(megabytes: 4);
        Until(() => File.ReadAllLines(file).Length >= count);
        File.ReadAllLines(file).Select(NameOf).Should().Equal(Names(count));
        Number("saker_output_lost_total", "file").Should().Be(0);
    }

    [Fact]
    public void What_neither_disk_nor_memory_takes_is_counted_exactly()
    {
        using var disk = new SmallDisk(directory, "spool", kilobytes: 16);
        int other = Ports.Free();
        using var endpoint = new Endpoint(other);
        using var sensor = OwnSensor.Start(
            $"{Web}{Spool}outputs_queue: {{capacity: 200}}\nhttp_output: {{enabled: true, url: \"http://127.0.0.1:{other}/\"}}");
        sensor.WaitForLog("web server listens");
        int count = Math.Max(acts, 1000);
        Plant(sensor, count);
        Until(() => Number("saker_output_lost_total", "http") > 0);
        endpoint.Up();
        Until(() => Number("saker_output_waiting", "http", "disk") + Number("saker_output_waiting", "http", "memory") == 0);
        long lost = Number("saker_output_lost_total", "http");
        endpoint.Bodies.Where(b => b.Contains("/planted-", StringComparison.Ordinal)).Select(NameOf).Distinct().Count().Should().Be(count - (int)lost);
        sensor.WaitForAlert("Alerts to output http were lost.");
    }

    [Fact]
    public void A_program_that_stands_still_keeps_no_other_output_waiting_and_gets_all_when_it_goes_on()
    {
        string file = Path.Combine(directory, "taken");
        using var sensor = OwnSensor.Start($"{Web}{Spool}program_output: {{enabled: true, keep_alive: true, program: \"echo $$ > {file}.pid; exec cat > {file}\"}}");
        sensor.WaitForLog("web server listens");
        Plant(sensor, 1);
        Until(() => File.Exists(file) && File.ReadAllLines(file).Length == 1);
        int consumer = int.Parse(File.ReadAllText(file + ".pid"), CultureInfo.InvariantCulture);
        OwnSensor.Send(consumer, OwnSensor.SIGSTOP);
        // More than a pipe holds.
        int count = Math.Max(acts, 1000);
        Plant(sensor, count, first: 1);
        sensor.Alerts.Count.Should().BeGreaterThanOrEqualTo(count);
        OwnSensor.Send(consumer, OwnSensor.SIGCONT);
        Until(() => File.ReadAllLines(file).Length >= count + 1);
        File.ReadAllLines(file).Select(NameOf).Should().Equal(Names(count + 1));
        Number("saker_output_lost_total", "program").Should().Be(0);
    }

    [Fact]
    public void A_program_that_never_reads_keeps_no_other_output_waiting()
    {
        using var sensor = OwnSensor.Start($"{Web}{Spool}output_timeout: 300\nprogram_output: {{enabled: true, keep_alive: true, program: \"exec sleep 1000\"}}");
        sensor.WaitForLog("web server listens");
        int count = Math.Max(acts, 1500);
        Plant(sensor, count);
        sensor.WaitForLog("\"program\" output timeout");
        Until(() => Number("saker_output_waiting", "program", "disk") > 0);
        (Number("saker_output_delivered_total", "program") + Number("saker_output_waiting", "program", "disk") + Number("saker_output_waiting", "program", "memory"))
            .Should().Be(count);
        Number("saker_output_lost_total", "program").Should().Be(0);
    }

    [Fact]
    public void A_system_log_that_went_away_gets_what_it_missed()
    {
        string socket = Path.Combine(directory, "log");
        using var sensor = OwnSensor.Start($"{Web}saker: {{spool: {{directory: {directory}/spool}}, syslog_output: {{address: \"unix://{socket}\"}} }}");
        sensor.WaitForLog("web server listens");
        Plant(sensor, acts);
        Until(() => Number("saker_output_retries_total", "remote_syslog") > 0);
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

    private static void Until(Func<bool> condition, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > patience)
                throw new TimeoutException($"it did not come to that: {what}");
            Thread.Sleep(20);
        }
    }

    private long Number(string name, string output, string? where = null)
    {
        using var client = new HttpClient();
        string metrics = client.GetStringAsync($"http://127.0.0.1:{port}/metrics", TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        string start = $"{name}{{output=\"{output}\"{(where is null ? "" : $",where=\"{where}\"")}}} ";
        return metrics.Split('\n').Where(l => l.StartsWith(start, StringComparison.Ordinal)).Select(l => long.Parse(l[start.Length..], CultureInfo.InvariantCulture)).Single();
    }
}
