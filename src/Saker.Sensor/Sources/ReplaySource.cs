using Saker.Events;
using Saker.Events.Captures;
using Saker.State;

namespace Saker.Sensor.Sources;

/// <summary>Feeds the pipeline from a capture file.</summary>
internal sealed class ReplaySource : CaptureReplay
{
    private readonly EventPipeline pipeline;
    private readonly Func<bool> stop;

    private ReplaySource(EventPipeline pipeline, Func<bool> stop)
        : base(pipeline.Machine)
    {
        this.pipeline = pipeline;
        this.stop = stop;
    }

    public override Event Current => pipeline.Current;

    /// <summary>Replays a file to its end, or until stopped.</summary>
    /// <exception cref="CaptureException">It cannot be read.</exception>
    public static void Run(string path, EventPipeline pipeline, Func<bool> stop, Log log)
    {
        using var reader = CaptureReader.Open(path);
        reader.Read(new ReplaySource(pipeline, stop));
        if (reader.CutAt is { } offset)
            log.Warning($"capture {path} ends within a block at offset {offset}; everything before it was replayed");
    }

    protected override bool Take(bool forRules)
    {
        pipeline.TakeCaptured(forRules);
        return !stop();
    }
}
