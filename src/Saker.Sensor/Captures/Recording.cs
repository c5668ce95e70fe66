using System.Diagnostics;
using System.Text.Json;
using Saker.Events;
using Saker.Events.Captures;
using Saker.Fields;
using Saker.Kernel;
using Saker.Rules;
using Saker.Rules.Binding;
using Saker.Rules.Evaluation;
using Saker.Rules.Files;
using Saker.Sensor.Configuration;
using Saker.Sensor.Rules;
using Saker.Sensor.Sources;
using Saker.State;

namespace Saker.Sensor.Captures;

/// <summary>Records what happens on this machine to a capture file.</summary>
public sealed class Recording
{
    private readonly RecordOptions options;
    private readonly SensorOptions sensor;
    private readonly RuleMatcher? filter;
    private readonly Log log;
    private volatile bool stopping;

    /// <summary>Prepares a recording.</summary>
    /// <exception cref="ConfigException">The filter is no condition.</exception>
    public Recording(RecordOptions options, SensorOptions sensor, IFieldCatalog catalog, Log log)
    {
        this.options = options;
        this.sensor = sensor;
        this.log = log;
        filter = options.Filter.Length == 0 ? null : Compile(options.Filter, catalog);
    }

    /// <summary>Ends it soon; the file is whole then.</summary>
    public void Stop() => stopping = true;

    /// <summary>Records until stopped, out of time, or at the size that was set.</summary>
    /// <returns>Events written, and events lost for want of room in the rings.</returns>
    /// <exception cref="ProbeException">The kernel does not take the probe.</exception>
    /// <exception cref="CaptureException">The file cannot be written.</exception>
    public (long Written, ulong Lost) Run()
    {
        using var probe = Probe.Load(new ProbeOptions { RingBytes = sensor.Probe.RingBytes, DataLimit = sensor.Probe.DataLimit, Hooks = SyscallHooks.Tracepoint });
        foreach (var refused in probe.Refused)
            log.Library(LogLevel.Warning, $"the kernel does not take the probe's program {refused.Name}: {refused.Reason}");
        foreach (var (number, _, interest) in WatchedCalls.Of(filter?.EventTypes ?? EventTypeSet.All, SyscallChoice.Usual with { All = options.AllEvents }, forCaptures: true))
            probe.SetInterest(number, interest);
        using var machine = new MachineState(new MachineOptions { TaskCapacity = sensor.ThreadTableSize, SilentFor = sensor.ThreadTimeout, HostRoot = sensor.HostRoot });
        var tape = new EventTape(machine, filter);
        var handler = new TapeHandler(tape);
        RingReader.TakePrecedence();
        probe.ReadStartPicture(ref handler);
        machine.CompleteLineage();
        // What happened meanwhile changes the picture, and leaves the rings to what is recorded.
        probe.Reader.Drain(ref handler);
        ulong lostBefore = probe.Lost;
        using var writer = CaptureWriter.Create(options.Path, $"Saker {ProductVersion.Saker}");
        new MachinePicture(machine).Write(writer, (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000, departed: []);
        tape.Writer = writer;
        log.Info($"recording to {options.Path}: {machine.Tasks.Count} threads running");
        Run(probe, ref handler, machine, writer);
        return (writer.Events, probe.Lost - lostBefore);
    }

    private void Run(Probe probe, ref TapeHandler handler, MachineState machine, CaptureWriter writer)
    {
        var clock = Stopwatch.StartNew();
        var upkeep = new StateUpkeep(machine, TimeProvider.System, sensor.ThreadPurgeInterval);
        while (!stopping && !(clock.Elapsed > options.Duration) && !(options.MaxBytes > 0 && writer.Size >= options.MaxBytes))
        {
            probe.Reader.Drain(ref handler);
            upkeep.Turn();
            probe.Reader.Wait();
        }

        probe.Reader.Drain(ref handler);
    }

    private static RuleMatcher Compile(string condition, IFieldCatalog catalog)
    {
        // A rules file of one rule: what it would say of the condition is what there is to say.
        string rules = $"- rule: filter\n  desc: filter\n  condition: {JsonSerializer.Serialize(condition)}\n  output: filter\n  priority: debug\n";
        var result = new RuleFileLoader(LoadOptions.ForSyscalls(catalog)).Load([new RuleFile("--filter", rules)]);
        return result.Successful ? RuleMatcher.Compile(result.Rules.Rules, new MatcherOptions())
            : throw new ConfigException($"--filter: {result.Files.SelectMany(f => f.Errors).Select(e => e.Message).FirstOrDefault() ?? "is no condition"}");
    }
}
