using Saker.Events;
using Saker.Events.Captures;
using Saker.State;

namespace Saker.Sensor.Sources;

/// <summary>Feeds the pipeline from a capture file.</summary>
internal sealed class ReplaySource : CaptureReplay
{
    private readonly EventPipeline pipeline;
    private readonly Func<bool> stop;
    private readonly ReplayClock? clock;

    private ReplaySource(EventPipeline pipeline, ReplayClock? clock, Func<bool> stop)
        : base(pipeline.Machine)
    {
        this.pipeline = pipeline;
        this.clock = clock;
        this.stop = stop;
    }

    public override Event Current => pipeline.Current;

    /// <summary>Replays a file to its end, or until stopped.</summary>
    /// <param name="path">The file.</param>
    /// <param name="realTime">Whether that takes as long as what was recorded; else it goes as fast as it can be read.</param>
    /// <param name="pipeline">Where events go.</param>
    /// <param name="stop">Whether it is enough.</param>
    /// <param name="log">Where it is said that the file is not whole.</param>
    /// <exception cref="CaptureException">It cannot be read.</exception>
    public static void Run(string path, bool realTime, EventPipeline pipeline, Func<bool> stop, Log log)
    {
        using var reader = CaptureReader.Open(path);
        reader.Read(new ReplaySource(pipeline, realTime ? new ReplayClock(TimeProvider.System) : null, stop));
        if (reader.CutAt is { } offset)
            log.Warning($"capture {path} ends within a block at offset {offset}; everything before it was replayed");
    }

    protected override bool Take(bool forRules)
    {
        if (clock?.WaitFor(Current.Timestamp, stop) == false)
            return false;
        pipeline.TakeCaptured(forRules);
        return !stop();
    }
}
