using System.Collections.Immutable;
using System.Diagnostics;
using Saker.Alerts.Outputs;
using Saker.Kernel;
using Saker.Sensor.Budgets;
using Saker.Sensor.Configuration;
using Saker.Sensor.Health;
using Saker.Sensor.Holding;
using Saker.Sensor.Losses;
using Saker.Sensor.Metrics;
using Saker.Sensor.Rules;
using Saker.Sensor.Sources;

namespace Saker.Sensor;

/// <summary>How the running sensor is doing, for whoever asks from another thread; numbers are of about the same moment.</summary>
internal sealed class SensorStatus(SensorOptions options, EventPipeline pipeline, AlertOutputs outputs)
{
    private readonly long startedAt = Stopwatch.GetTimestamp();

    /// <summary>What is in force.</summary>
    public SensorOptions Options { get; private set; } = options;

    /// <summary>When the sensor started.</summary>
    public DateTimeOffset Started { get; } = DateTimeOffset.UtcNow;

    /// <summary>How long ago that was, whatever the clock was set to meanwhile.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(startedAt);

    /// <summary>When what is in force was read.</summary>
    public DateTimeOffset Loaded { get; private set; } = DateTimeOffset.UtcNow;

    /// <summary>Files of the rules in force, with their hashes; empty while there are no metrics.</summary>
    public IReadOnlyList<(string Name, string Hash)> RulesFiles { get; private set; } = [];

    /// <summary>The same of the configuration.</summary>
    public IReadOnlyList<(string Name, string Hash)> ConfigFiles { get; private set; } = [];

    /// <summary>Times that what was read anew could not be used.</summary>
    public long FailedReloads { get; set; }

    /// <summary>Times that it was put into force.</summary>
    public long Reloads { get; private set; }

    /// <summary>The probe; null in a replay.</summary>
    public Probe? Probe { get; set; }

    /// <summary>What readers find out about containers; empty when nothing is.</summary>
    public IReadOnlyList<ContainerIntake> Containers { get; set; } = [];

    /// <summary>What lets go of what is old before memory runs out.</summary>
    public required HeapRelief Heap { get; init; }

    /// <summary>Whether the sensor sees; null in a replay.</summary>
    public Canary? Canary { get; set; }

    /// <summary>The first reader's, mostly the only one.</summary>
    public EventPipeline Pipeline { get; } = pipeline;

    /// <summary>Those of all readers.</summary>
    public ImmutableArray<EventPipeline> Pipelines { get; private set; } = [pipeline];

    /// <summary>Events taken in.</summary>
    public ulong Events => Sum(static p => p.Events);

    /// <summary>Records that did not hold what they said.</summary>
    public ulong Malformed => Sum(static p => p.Malformed);

    /// <summary>Where alerts go.</summary>
    public AlertOutputs AlertOutputs => outputs;

    /// <summary>What became of the alerts, for each output.</summary>
    public IReadOnlyList<OutputCounts> Outputs => outputs.Counts;

    /// <summary>Alerts that outputs lost, summed over them.</summary>
    public long AlertsLost => outputs.Lost;

    /// <summary>Alerts that were delivered.</summary>
    public long AlertsDelivered => outputs.Delivered;

    /// <summary>Rules in force.</summary>
    public Judgement Judgement => Pipeline.Judgement;

    /// <summary>Notes that others read beside the first.</summary>
    public void Note(SideReaders beside)
    {
        Pipelines = [Pipeline, .. beside.All.Select(reader => reader.Pipeline)];
        Containers = [.. Containers, .. beside.All.Select(reader => reader.Containers).OfType<ContainerIntake>()];
    }

    /// <summary>Notes what is in force from now on.</summary>
    public void Note(SensorOptions next, LoadedRules rules)
    {
        Options = next;
        Loaded = DateTimeOffset.UtcNow;
        if (!next.Metrics.Enabled)
            return;
        RulesFiles = FileHashes.Of(rules.FileNames);
        ConfigFiles = FileHashes.Of(next.ConfigFiles);
    }

    /// <summary>Notes what took the place of what was in force.</summary>
    public void NoteReload(SensorOptions next, LoadedRules rules)
    {
        Note(next, rules);
        Reloads++;
    }

    /// <summary>What the kernel has counted; null in a replay.</summary>
    public KernelCounts? ReadCounts() => Probe is { } probe ? KernelCounts.Read(probe) : null;

    private ulong Sum(Func<EventPipeline, ulong> count)
    {
        ulong sum = 0;
        foreach (var pipeline in Pipelines)
            sum += count(pipeline);
        return sum;
    }
}
