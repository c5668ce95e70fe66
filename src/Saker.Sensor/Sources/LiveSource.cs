using Saker.Kernel;

namespace Saker.Sensor.Sources;

/// <summary>Feeds the pipeline from this kernel until told to stop.</summary>
internal sealed class LiveSource : IDisposable
{
    private readonly Probe probe;
    private readonly EventPipeline pipeline;
    private readonly StateUpkeep upkeep;

    public LiveSource(Probe probe, EventPipeline pipeline, TimeSpan purgeInterval)
    {
        this.probe = probe;
        this.pipeline = pipeline;
        upkeep = new StateUpkeep(pipeline.Machine, probe.Clock, purgeInterval);
    }

    /// <summary>Records that were lost for want of room.</summary>
    public ulong Lost => probe.Reader.Lost;

    /// <summary>Takes in every process that runs already. Call it with the probe attached, so that none slips between.</summary>
    public void TakeStartPicture()
    {
        var handler = new PipelineHandler(pipeline);
        probe.ReadStartPicture(ref handler);
        pipeline.Machine.CompleteLineage();
    }

    /// <summary>Takes in what comes, until told to stop.</summary>
    /// <param name="stop">Asked between two looks at the rings, on this thread; whatever is to be done there it does.</param>
    public void Run(Func<bool> stop)
    {
        var handler = new PipelineHandler(pipeline);
        RingReader.TakePrecedence();
        while (!stop())
        {
            probe.Reader.Drain(ref handler);
            upkeep.Turn();
            probe.Reader.Wait();
        }

        probe.Reader.Drain(ref handler);
    }

    public void Dispose() => probe.Dispose();
}
