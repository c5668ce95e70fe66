using System.Runtime.InteropServices;
using Saker.Alerts.Channels;
using Saker.Alerts.Spooling;
using Saker.Alerts.Tests.Outputs.Ends;

namespace Saker.Alerts.Tests.Outputs;

/// <summary>Alerts for commands, among them such as do not listen.</summary>
public sealed class ProgramOutputTests : IDisposable
{
    private const int SIGKILL = 9;
    private const int SIGCONT = 18;
    private const int SIGSTOP = 19;

    private readonly string directory = Directory.CreateTempSubdirectory("saker-program-").FullName;

    private string Taken => Path.Combine(directory, "taken");

    private string ProcessId => Path.Combine(directory, "pid");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Each_alert_has_a_process_of_its_own()
    {
        using (var deliveries = new Deliveries(Deliveries.Quick, (new ProgramOutput($"echo $$ >> {ProcessId}; cat >> {Taken}", false), null)))
        {
            deliveries.Add(3);
            Wait.Until(() => deliveries.Counts("program").Delivered == 3, () => string.Join('\n', deliveries.Log));
        }

        File.ReadAllLines(Taken).Should().Equal(Deliveries.Lines(3));
        File.ReadAllLines(ProcessId).Distinct().Should().HaveCount(3);
    }

    [Fact]
    public void One_process_takes_all_until_it_is_to_be_another()
    {
        using (var deliveries = new Deliveries(Deliveries.Quick, (new ProgramOutput($"echo $$ >> {ProcessId}; exec cat >> {Taken}", true), null)))
        {
            deliveries.Add(2);
            Wait.Until(() => Lines() == 2, () => string.Join('\n', deliveries.Log));
            deliveries.Outputs.Reopen();
            deliveries.Add(2);
            Wait.Until(() => Lines() == 4, () => string.Join('\n', deliveries.Log));
        }

        File.ReadAllLines(Taken).Should().Equal(Deliveries.Lines(4));
        File.ReadAllLines(ProcessId).Distinct().Should().HaveCount(2);
    }

    [Fact]
    public void A_program_that_need_not_read_has_been_told_nonetheless()
    {
        using (var deliveries = new Deliveries(Deliveries.Quick, (new ProgramOutput($"echo told >> {Taken}; exit 3", false), null)))
            deliveries.Add(2);
        File.ReadAllLines(Taken).Should().Equal("told", "told");
    }

    [Fact]
    public void A_program_that_is_not_there_gets_its_alerts_when_it_is()
    {
        string program = Path.Combine(directory, "program");
        using var deliveries = new Deliveries(Deliveries.Quick, (new ProgramOutput($"{program} 2>/dev/null", false), null));
        deliveries.Add(2);
        Wait.Until(() => deliveries.Log.Any(l => l.Contains("127", StringComparison.Ordinal)), () => string.Join('\n', deliveries.Log));
        File.WriteAllText(program + ".new", $"#!/bin/sh\ncat >> {Taken}\n");
        File.SetUnixFileMode(program + ".new", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.Move(program + ".new", program);
        Wait.Until(() => deliveries.Counts("program").Delivered == 2, () => string.Join('\n', deliveries.Log));
        File.ReadAllLines(Taken).Should().Equal(Deliveries.Lines(2));
    }

    [Fact]
    public void A_program_that_never_reads_blocks_no_other_output_and_loses_nothing()
    {
        var free = new Held("free", isHeld: false);
        var program = new ProgramOutput($"echo $$ > {ProcessId}; exec sleep 1000", keepRunning: true);
        using (var deliveries = new Deliveries(Deliveries.Impatient, (program, Spool.Open(Path.Combine(directory, "spool"), 1024 * 1024)), (free, null)))
        {
            // More than a pipe holds.
            deliveries.Add(100, size: 1000);
            Wait.Until(() => free.Lines.Count == 100, () => $"{free.Lines.Count} of 100");
            Wait.Until(() => deliveries.Log.Contains("Critical \"program\" output timeout, alerts to it wait; other outputs go on"), () => string.Join('\n', deliveries.Log));
            Wait.Until(() => deliveries.Counts("program") is { InMemory: 0, OnDisk: > 0 }, () => $"{deliveries.Counts("program")}");
            var counts = deliveries.Counts("program");
            (counts.Delivered + counts.OnDisk).Should().Be(100);
        }

        Signal(SIGKILL);
        var reader = new ProgramOutput($"exec cat >> {Taken}", keepRunning: true);
        using (var next = new Deliveries(Deliveries.Quick, (reader, Spool.Open(Path.Combine(directory, "spool"), 1024 * 1024))))
            Wait.Until(() => next.Counts("program").Waiting == 0, () => $"{next.Counts("program")}");
        Wait.Until(() => Lines() > 0 && File.ReadLines(Taken).Last().StartsWith("alert 99.", StringComparison.Ordinal), () => $"{Lines()} lines");
        string[] lines = File.ReadAllLines(Taken);
        lines.Should().Equal(Deliveries.Lines(100, size: 1000).TakeLast(lines.Length));
    }

    [Fact]
    public void A_program_that_was_stopped_gets_everything_when_it_goes_on()
    {
        var program = new ProgramOutput($"echo $$ > {ProcessId}; exec cat >> {Taken}", keepRunning: true);
        using var deliveries = new Deliveries(Deliveries.Quick, (program, Spool.Open(Path.Combine(directory, "spool"), 1024 * 1024)));
        deliveries.Add(1, size: 1000);
        Wait.Until(() => Lines() == 1, () => string.Join('\n', deliveries.Log));
        Signal(SIGSTOP);
        deliveries.Add(200, size: 1000);
        Wait.Until(() => deliveries.Counts("program") is { InMemory: 0, OnDisk: > 0 }, () => $"{deliveries.Counts("program")}");
        Signal(SIGCONT);
        Wait.Until(() => Lines() == 201, () => $"{Lines()} of 201");
        File.ReadAllLines(Taken).Should().Equal(Deliveries.Lines(201, size: 1000));
        deliveries.Counts("program").Lost.Should().Be(0);
    }

    [DllImport("libc")]
    private static extern int kill(int pid, int signal);

    private void Signal(int signal)
    {
        // The pipe takes alerts before the shell behind it has begun.
        Wait.Until(() => File.Exists(ProcessId) && File.ReadAllText(ProcessId).EndsWith('\n'), () => "the program does not run");
        kill(int.Parse(File.ReadAllText(ProcessId)), signal).Should().Be(0);
    }


    private int Lines() => File.Exists(Taken) ? File.ReadAllText(Taken).Count(c => c == '\n') : 0;
}
