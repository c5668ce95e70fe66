using System.Diagnostics;
using System.Runtime.InteropServices;
using Saker.Alerts;
using Saker.Alerts.Outputs;
using Saker.Alerts.Streaming;
using Saker.Kernel;
using Saker.Sensor.Budgets;
using Saker.Sensor.Captures;
using Saker.Sensor.Configuration;
using Saker.Sensor.Health;
using Saker.Sensor.Holding;
using Saker.Sensor.Losses;
using Saker.Sensor.Metrics;
using Saker.Sensor.Outputs;
using Saker.Sensor.Reloading;
using Saker.Sensor.Rules;
using Saker.Sensor.Sources;
using Saker.Sensor.Streaming;
using Saker.State;

namespace Saker.Sensor;

/// <summary>Composes the river and lets it run: source, state, rules, alerts.</summary>
public sealed class SensorRun
{
    // SIGUSR1, for which .NET has no name.
    private const PosixSignal ReopenSignal = (PosixSignal)10;

    // So many events are replayed within microseconds: nothing that is due between them is late.
    private const int EventsPerTurn = 64;

    private readonly SensorOptions options;
    private readonly LoadedRules rules;
    private readonly Log log;
    private readonly ProbeStart? start;
    private readonly AlertStream? stream;
    private readonly Lock reloading = new();
    private Action? askToReload;
    private bool reloadWaits;
    private volatile bool stopping;

    /// <summary>Prepares a run.</summary>
    /// <param name="options">What the operator asked for.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="log">Where the run says how it goes.</param>
    /// <param name="start">The probe, if it is being loaded already; the caller disposes of it.</param>
    public SensorRun(SensorOptions options, LoadedRules rules, Log log, ProbeStart? start = null)
    {
        this.start = start;
        this.options = options;
        this.rules = rules;
        stream = options.Outputs.Stream is { } wanted ? new AlertStream(wanted.MaxSubscribers + (wanted.Grpc is null ? 0 : 1), wanted.Capacity, options.Heap.SubscriberBytes(wanted.MaxSubscribers)) : null;
        this.log = log;
    }

    /// <summary>Reads configuration and rules anew, or throws <see cref="ConfigException"/>; null when the run is to keep what it has.</summary>
    public Func<(SensorOptions Options, LoadedRules Rules)>? Load { get; init; }

    /// <summary>Makes the forwarder that <c>saker.forward</c> asks for, or throws <see cref="ConfigException"/>; null where there is none.</summary>
    public Func<ForwardOptions, IAlertOutput>? Forward { get; init; }

    private OutputSetup Setup => new(log, Forward);

    /// <summary>Ends the run soon; what was seen so far is still judged and delivered.</summary>
    public void Stop() => stopping = true;

    /// <summary>
    /// Reads configuration and rules anew and puts them into force, without missing an event. What is asked for at the start is done once
    /// it can be: what the run began with may be older than what the operator means.
    /// </summary>
    public void Reload()
    {
        lock (reloading)
        {
            reloadWaits = askToReload is null;
            askToReload?.Invoke();
        }
    }

    /// <summary>Runs until stopped, out of time, or at the end of the capture.</summary>
    /// <param name="maxDuration">Stop after that time of the events' clock; null for never.</param>
    /// <exception cref="ProbeException">The kernel does not take the probe.</exception>
    /// <exception cref="Saker.Events.Captures.CaptureException">The capture cannot be read.</exception>
    /// <exception cref="ConfigException">The web server cannot listen.</exception>
    public RunSummary Run(TimeSpan? maxDuration)
    {
        var clock = Stopwatch.StartNew();
        var machine = new MachineState(options.Machine);
        using var manager = new ServiceManager();
        EventPipeline pipeline;
        Duties duties;
        (ulong events, ulong lost) = (0, 0);
        AlertOutputs? outputs = null;
        using var reopen = PosixSignalRegistration.Create(ReopenSignal, signal =>
        {
            signal.Cancel = true;
            outputs?.Reopen();
        });
        using (outputs = Setup.Open(options.Outputs, options.AlertFormat, options.Engine == EngineKind.Replay ? () => !stopping : null, stream))
        using (pipeline = new EventPipeline(machine, Judgement.Of(options, rules), outputs))
        {
            var status = new SensorStatus(options, pipeline, outputs) { Heap = Relief(pipeline, outputs) };
            status.Note(options, rules);
            var voice = new Voice(manager, Raise, log);
            duties = new Duties(status, voice);
            bool IsOver() => stopping || duties.MustExit
                || (maxDuration is { } limit && pipeline.LastTime - pipeline.FirstTime > (ulong)limit.TotalNanoseconds)
                || (maxDuration is { } wall && options.Engine == EngineKind.Live && clock.Elapsed > wall);
            if (options.Engine == EngineKind.Live)
                lost = RunLive(status, duties, IsOver, voice);
            else
                RunReplay(status, duties, IsOver, voice);
            events = status.Events;
            manager.Stopping();

            void Raise(InternalAlert alert) => outputs.Add(alert.Render(status.Options.AlertFormat, Now()));
        }

        return new RunSummary(events, lost, clock.Elapsed, pipeline.Judgement.Alerts, outputs.Lost, duties.MustExit);
    }

    /// <summary>What can be done without, that which is missed least first.</summary>
    private HeapRelief Relief(EventPipeline pipeline, AlertOutputs outputs) => new(
        HeapLimit.Bytes, () => HeapLimit.Used,
        [
            new Ballast("flight_recorder_kb", () => pipeline.Tap?.LetGo() ?? 0),
            .. pipeline.Ballast,
            new Ballast("aggregates", () => outputs.EndAggregates()),
            new Ballast("outputs_to_disk", outputs.AskToSpill),
        ],
        TimeProvider.System, log.Warning);

    private static ulong Now() => (ulong)(DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100;

    private void RunReplay(SensorStatus status, Duties duties, Func<bool> isOver, Voice voice)
    {
        var exchange = new JudgementExchange(status.Pipeline, null);
        status.Pipeline.Tap = RuleCaptureTap(voice);
        using var attendance = Attend(status, exchange, voice);
        ReplaySource.Run(options.CaptureFile, options.RealTime, status.Pipeline, () =>
        {
            if (options.RealTime || status.Pipeline.Events % EventsPerTurn == 0)
            {
                exchange.Turn();
                duties.Turn();
            }

            return isOver();
        }, log);
    }

    private ulong RunLive(SensorStatus status, Duties duties, Func<bool> isOver, Voice voice)
    {
        var pipeline = status.Pipeline;
        // It connects to engines while the probe is loaded.
        using var containers = options.Containers ? ContainerIntake.Start(options, pipeline, log) : null;
        status.Containers = containers is null ? [] : [containers];
        using var begun = start is null ? ProbeStart.Begin(options) : null;
        using var probe = (start ?? begun!).Take(WatchedCalls.Traced(rules.Enabled));
        if (log.HearsLibraries(LogLevel.Debug))
            log.Library(LogLevel.Debug, $"the probe has {probe.Runs.Count} programs in the kernel, {probe.Place}, and rings of {options.Probe.RingBytes >> 20} MB for each of {probe.Cpus} processors");
        var exchange = new JudgementExchange(pipeline, new ProbeDemand(probe));
        exchange.Put(pipeline.Judgement);
        foreach (var refused in probe.Refused)
            log.Library(LogLevel.Warning, $"the kernel does not take the probe's program {refused.Name}: {refused.Reason}");
        var source = new LiveSource(probe, probe.Reader, pipeline, options.ThreadPurgeInterval);
        source.TakeStartPicture();
        using var beside = SideReaders.Start(options, probe, pipeline, status.AlertOutputs, log);
        exchange.PassOnTo(beside);
        status.Note(beside);
        pipeline.Tap = RuleCaptureTap(voice);
        status.Probe = probe;
        status.Canary = new Canary(probe, pipeline.Machine, probe.Clock);
        // From here on next to nothing is allocated.
        Footprint.Trim();
        log.Info($"Saker {ProductVersion.Saker} is ready: {rules.Enabled.Count} rules, {pipeline.Judgement.Calls.Count} system calls watched, " +
            $"{pipeline.Machine.Tasks.Count} threads running");
        using (Footprint.TrimOnceWarm())
        using (Attend(status, exchange, voice))
        {
            source.Run(() =>
            {
                exchange.Turn();
                containers?.Turn();
                duties.Turn();
                return isOver();
            });
        }

        containers?.Finish();
        beside.Dispose();
        return probe.Lost;
    }

    private void TakeReloads(Action ask)
    {
        lock (reloading)
        {
            askToReload = ask;
            if (reloadWaits)
                ask();
        }
    }

    /// <summary>Starts what stands beside the events; only now, so that it delays nothing.</summary>
    private Attendance Attend(SensorStatus status, JudgementExchange exchange, Voice voice)
    {
        var attendance = new Attendance();
        try
        {
            if (Load is not null)
            {
                var reloader = new Reloader(options, Load, new ReloadEffects(options, rules, status, exchange, Setup, voice), log);
                attendance.Add(reloader);
                TakeReloads(reloader.Ask);
            }

            if (options.Metrics.Enabled)
                attendance.Add(new SnapshotWriter(status, voice.Raise, log));
            if (options.Web.Enabled)
                attendance.Add(WebServer.Start(options.Web, new WebPages(status), stream, log));
            if (options.Outputs.Stream?.Grpc is { } grpc)
                attendance.Add(GrpcServer.Start(grpc, stream!, options.Hostname, log));
            // It is closed first, so that nobody waits for a reader that has ended.
            attendance.Add(exchange);
            voice.Manager.Ready();
            return attendance;
        }
        catch
        {
            attendance.Dispose();
            throw;
        }
    }

    private RuleCaptures? RuleCaptureTap(Voice voice) => options.Captures.Enabled ? new RuleCaptures(options.Captures, rules.Enabled, voice) : null;
}
