using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Saker.Cli.Tests;

/// <summary>Alerts on their way out of the program, which may be killed meanwhile.</summary>
public sealed class OutputTests : IDisposable
{
    private const int SIGKILL = 9;
    private const int SIGUSR1 = 10;

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    private readonly string folder = Directory.CreateTempSubdirectory("saker-outputs-").FullName;

    public OutputTests()
    {
        File.WriteAllText(In("any.yaml"), "- {rule: any, desc: d, condition: evt.num > 0, output: number %evt.num, priority: notice}\n");
        File.WriteAllText(In("none.yaml"), "- {rule: none, desc: d, condition: evt.type = execve, output: o, priority: notice}\n");
    }

    private static string Capture => CaptureOf("conn4");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_a_killed_run_left_on_disk_the_next_one_delivers_once()
    {
        string spool = In("spool");
        string[] outputs =
        [
            "-o", "stdout_output.enabled=false", "-o", "saker.spool.enabled=true", "-o", $"saker.spool.directory={spool}",
            "-o", "program_output.enabled=true",
        ];
        // The first program never ends, so that the first alert is never delivered.
        using (var run = Start(["replay", Capture, "-r", In("any.yaml"), .. outputs,
            "-o", "program_output.program=exec sleep 1000", "-o", "output_timeout=60000"]))
        {
            WaitFor(() => Directory.Exists(spool) && Directory.GetFiles(spool, "*.alerts", SearchOption.AllDirectories)
                .Any(f => File.ReadAllText(f).Contains("number 2", StringComparison.Ordinal)));
            string[] children = Children(run);
            Signal(run, SIGKILL);
            run.WaitForExit(patience).Should().BeTrue();
            foreach (string id in children)
                _ = kill(int.Parse(id), SIGKILL);
        }

        var next = SakerProgram.Run(["replay", Capture, "-r", In("none.yaml"), .. outputs, "-o", $"program_output.program=cat >> {In("taken")}"]);
        next.ExitCode.Should().Be(0, next.Error);
        next.Error.Should().Contain("output program: 2 alerts of an earlier run wait in ");
        File.ReadAllLines(In("taken")).Select(l => l.Split("Notice ")[1]).Should().Equal("number 1", "number 2");

        SakerProgram.Run(["replay", Capture, "-r", In("none.yaml"), .. outputs, "-o", $"program_output.program=cat >> {In("taken")}"]);
        File.ReadAllLines(In("taken")).Should().HaveCount(2);
    }

    [Fact]
    public void The_signal_that_asks_for_it_makes_the_file_anew()
    {
        // Of four alerts one is held by the command and one waits for it, so that the file gets the fourth when the command goes on.
        using var run = Start(["replay", CaptureOf("accept4"), "-r", In("any.yaml"), "-o", "stdout_output.enabled=false",
            "-o", "file_output.enabled=true", "-o", "file_output.keep_alive=true", "-o", $"file_output.filename={In("alerts")}",
            "-o", "program_output.enabled=true", "-o", $"program_output.program=until [ -e {In("go")} ]; do sleep 0.01; done",
            "-o", "outputs_queue.capacity=1"]);
        WaitFor(() => File.Exists(In("alerts")) && File.ReadAllLines(In("alerts")).Length == 3);
        File.Move(In("alerts"), In("alerts.old"));
        Descriptors(run).Should().Contain(In("alerts.old"));
        Signal(run, SIGUSR1);
        WaitFor(() => !Descriptors(run).Contains(In("alerts.old")));
        File.WriteAllText(In("go"), "");
        run.WaitForExit(patience).Should().BeTrue();
        run.ExitCode.Should().Be(0);
        File.ReadAllLines(In("alerts.old")).Concat(File.ReadAllLines(In("alerts"))).Select(l => l.Split("Notice ")[1])
            .Should().Equal("number 1", "number 2", "number 3", "number 4");
    }

    [Fact]
    public void A_replay_waits_for_a_slow_reader_and_loses_nothing()
    {
        using var run = Start(["replay", Capture, "-r", In("any.yaml"), "-o", "outputs_queue.capacity=1", "-o", "stdout_output.enabled=false",
            "-o", "program_output.enabled=true", "-o", $"program_output.program=sleep 0.1; cat >> {In("taken")}"]);
        run.WaitForExit(patience).Should().BeTrue();
        File.ReadAllLines(In("taken")).Should().HaveCount(2);
    }

    [Theory]
    [InlineData("evt.type", "number 1 socket", "number 2 connect (count=2 ")]
    [InlineData("proc.name", "number 1 socket (count=3 ")]
    public void Alerts_of_one_rule_and_key_become_one(string keys, params string[] expected)
    {
        File.WriteAllText(In("types.yaml"), "- {rule: any, desc: d, condition: evt.num > 0, output: number %evt.num %evt.type, priority: notice}\n");
        var result = SakerProgram.Run("replay", CaptureOf("conn4_failed_second"), "-r", In("types.yaml"),
            "-o", "saker.aggregation.window_s=3600", "-o", $"saker.aggregation.keys[]={keys}");
        result.ExitCode.Should().Be(0, result.Error);
        result.Output.Split('\n').Where(l => l.Contains("Notice ", StringComparison.Ordinal)).Select(l => l.Split("Notice ")[1])
            .Zip(expected).Should().OnlyContain(p => p.First.StartsWith(p.Second)).And.HaveCount(expected.Length);
    }

    [Theory]
    [InlineData("saker: {aggregation: {window_s: 10, keys: [proc.nam]}}", "saker.aggregation.keys: 'proc.nam' is no field")]
    [InlineData("http_output: {enabled: true, url: nowhere}", "saker.yaml:1:35: http_output.url: expected http://HOST:PORT/PATH or https://HOST:PORT/PATH, not 'nowhere'")]
    [InlineData("http_output: {enabled: true}", "http_output.url: missing: the output is enabled and needs the address that alerts are posted to")]
    [InlineData("http_output: {enabled: true, url: 'https://a/', ca_cert: /no/file}", "http_output.ca_cert: there is no file /no/file")]
    [InlineData("http_output: {enabled: true, url: 'https://a/', mtls: true}", "http_output.client_cert: missing: http_output.mtls is on")]
    [InlineData("http_output: {enabled: true, url: 'https://a/', ca_cert: /etc/passwd}", "/etc/passwd holds no certificate in PEM")]
    [InlineData("program_output: {enabled: true}", "program_output.program: missing")]
    [InlineData("saker: {syslog_output: {address: 'ftp://a'}}", "saker.syslog_output.address: expected udp://HOST:PORT")]
    [InlineData("saker: {syslog_output: {address: 'udp://a', facility: kernel}}", "saker.syslog_output.facility: expected one of kern, user")]
    [InlineData("saker: {spool: {enabled: true, max_size_mb: 0}}", "saker.spool.max_size_mb: expected a whole number from 1")]
    [InlineData("output_timeout: soon", "output_timeout: expected a whole number from 1")]
    public void What_is_wrong_is_said_with_its_place(string yaml, string message)
    {
        File.WriteAllText(In("saker.yaml"), yaml + "\n");
        var result = SakerProgram.Run("replay", Capture, "-c", In("saker.yaml"), "-r", In("any.yaml"));
        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain(message);
    }

    [DllImport("libc")]
    private static extern int kill(int pid, int signal);

    private static string[] Children(Process process) => [.. Directory.GetDirectories($"/proc/{process.Id}/task").SelectMany(ChildrenOf)];

    private static string[] ChildrenOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            // The thread has just ended: its children are another one's, or gone.
            return [];
        }
    }

    private static void Signal(Process process, int signal) => kill(process.Id, signal).Should().Be(0);

    private static List<string> Descriptors(Process process) => [.. Directory.GetFiles($"/proc/{process.Id}/fd")
        .Select(f => new FileInfo(f).LinkTarget).OfType<string>()];

    private static void WaitFor(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > patience)
                throw new TimeoutException("it does not come to that");
            Thread.Sleep(10);
        }
    }

    private static Process Start(string[] arguments) => Process.Start(new ProcessStartInfo(
        SakerProgram.Executable, [.. arguments, "-o", "log_stderr=false"])
    { RedirectStandardOutput = true })!;

    private static string CaptureOf(string name) =>
        Path.Combine(SakerProgram.Repository, "tests", "Saker.Conformance.Tests", "cases", "captures", name + ".scap");

    private string In(string name) => Path.Combine(folder, name);
}
