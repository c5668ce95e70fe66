using System.Diagnostics;
using System.Runtime.InteropServices;
using Saker.Alerts;
using Saker.Alerts.Outputs;
using Saker.Events;
using Saker.Kernel;
using Saker.Rules;
using Saker.Rules.Evaluation;
using Saker.Rules.Planning;
using Saker.Sensor.Captures;
using Saker.Sensor.Configuration;
using Saker.Sensor.Outputs;
using Saker.Sensor.Rules;
using Saker.Sensor.Sources;
using Saker.State;

namespace Saker.Sensor;

/// <summary>What a run came to.</summary>
/// <param name="Events">Events taken in.</param>
/// <param name="Lost">Events lost for want of room.</param>
/// <param name="Elapsed">How long it ran.</param>
/// <param name="AlertsByRule">Alerts raised, by rule, in order of definition.</param>
/// <param name="AlertsLost">Alerts that outputs lost, summed over them.</param>
public sealed record RunSummary(
    ulong Events, ulong Lost, TimeSpan Elapsed, IReadOnlyList<(Rule Rule, long Count)> AlertsByRule, long AlertsLost)
{
    /// <summary>All alerts.</summary>
    public long Alerts => AlertsByRule.Sum(r => r.Count);

    /// <summary>One line for the log.</summary>
    public override string ToString() => $"{Events} events, {Alerts} alerts, {Lost} events lost, {AlertsLost} alerts lost in {Elapsed.TotalSeconds:F1} s";
}

/// <summary>Composes the river and lets it run: source, state, rules, alerts.</summary>
public sealed class SensorRun
{
    // SIGUSR1, for which .NET has no name.
    private const PosixSignal ReopenSignal = (PosixSignal)10;

    private readonly SensorOptions options;
    private readonly LoadedRules rules;
    private readonly Log log;
    private readonly ProbeStart? start;
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
        this.log = log;
    }

    /// <summary>Ends the run soon; what was seen so far is still judged and delivered.</summary>
    public void Stop() => stopping = true;

    /// <summary>Runs until stopped, out of time, or at the end of the capture.</summary>
    /// <param name="maxDuration">Stop after that time of the events' clock; null for never.</param>
    /// <exception cref="ProbeException">The kernel does not take the probe.</exception>
    /// <exception cref="Saker.Events.Captures.CaptureException">The capture cannot be read.</exception>
    public RunSummary Run(TimeSpan? maxDuration)
    {
        var clock = Stopwatch.StartNew();
        var matcher = RuleMatcher.Compile(rules.Enabled, new MatcherOptions { Matching = options.MatchAll ? RuleMatching.All : RuleMatching.First });
        var machine = new MachineState(new MachineOptions
        {
            TaskCapacity = options.ThreadTableSize,
            SilentFor = options.ThreadTimeout,
            Live = options.Engine == EngineKind.Live,
        });
        var format = new AlertFormat
        {
            Json = options.JsonOutput,
            IncludeOutput = options.JsonIncludeOutput,
            IncludeMessage = options.JsonIncludeMessage,
            IncludeOutputFields = options.JsonIncludeOutputFields,
            IncludeTags = options.JsonIncludeTags,
            Iso8601 = options.Iso8601,
            Aggregation = options.Outputs.Aggregation,
            Hostname = options.Hostname,
        };
        var renderer = new AlertRenderer(format);
        ulong lost = 0;
        EventPipeline pipeline;
        AlertOutputs? outputs = null;
        using var reopen = PosixSignalRegistration.Create(ReopenSignal, signal =>
        {
            signal.Cancel = true;
            outputs?.Reopen();
        });
        using (outputs = OutputSetup.Open(options.Outputs, format, log, options.Engine == EngineKind.Replay ? () => !stopping : null))
        using (pipeline = new EventPipeline(machine, matcher, renderer, outputs))
        {
            bool IsOver() => stopping
                || (maxDuration is { } limit && pipeline.LastTime - pipeline.FirstTime > (ulong)limit.TotalNanoseconds)
                || (maxDuration is { } wall && options.Engine == EngineKind.Live && clock.Elapsed > wall);
            switch (options.Engine)
            {
                case EngineKind.Live:
                    lost = RunLive(pipeline, IsOver);
                    break;
                case EngineKind.Replay:
                    pipeline.Tap = RuleCaptureTap();
                    ReplaySource.Run(options.CaptureFile, options.RealTime, pipeline, IsOver, log);
                    break;
            }
        }

        return new RunSummary(
            pipeline.Events, lost, clock.Elapsed,
            [.. pipeline.Alerts.Select(a => (a.Key, a.Value)).OrderBy(a => a.Key.Index)],
            outputs.Lost);
    }

    private ulong RunLive(EventPipeline pipeline, Func<bool> isOver)
    {
        using var begun = start is null ? ProbeStart.Begin(options) : null;
        using var probe = (start ?? begun!).Take(WatchedCalls.Traced(rules.Enabled));
        foreach (var refused in probe.Refused)
            log.Warning($"the kernel does not take the probe's program {refused.Name}: {refused.Reason}");
        var calls = WatchedCalls.Of(rules.Enabled, options.AllEvents, forCaptures: options.Captures.Enabled);
        foreach (var (number, _, interest) in calls)
            probe.SetInterest(number, interest);
        // A capture is to hold what happened, whether or not a rule could match it.
        if (options.KernelPlan && !options.Captures.Enabled)
        {
            var filtered = calls.Where(c => (c.Interest & Interest.Filtered) != 0).Select(c => (c.Number, c.Call));
            pipeline.Judge = new KernelFilter(probe, KernelPlan.Of(rules.Enabled, [.. filtered]));
        }

        using var source = new LiveSource(probe, pipeline, options.ThreadPurgeInterval);
        source.TakeStartPicture();
        pipeline.Tap = RuleCaptureTap();
        // What loading left behind is given back once; from here on next to nothing is allocated.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        log.Info($"Saker {ProductVersion.Saker} is ready: {rules.Enabled.Count} rules, {calls.Count} system calls watched, " +
            $"{pipeline.Machine.Tasks.Count} threads running");
        source.Run(isOver);
        return source.Lost;
    }

    private RuleCaptures? RuleCaptureTap() => options.Captures.Enabled ? new RuleCaptures(options.Captures, rules.Enabled, log) : null;
}
