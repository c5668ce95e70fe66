using Saker.Kernel;

namespace Saker.Sensor.Sources;

/// <summary>Feeds a pipeline from this kernel until told to stop.</summary>
internal sealed class LiveSource
{
    private readonly Probe probe;
    private readonly RingReader reader;
    private readonly EventPipeline pipeline;
    private readonly StateUpkeep upkeep;

    /// <param name="probe">The probe.</param>
    /// <param name="reader">That one of its readers which feeds the pipeline.</param>
    /// <param name="pipeline">What happens to each event.</param>
    /// <param name="purgeInterval">How long a look at all tasks may take.</param>
    public LiveSource(Probe probe, RingReader reader, EventPipeline pipeline, TimeSpan purgeInterval)
    {
        this.probe = probe;
        this.reader = reader;
        this.pipeline = pipeline;
        upkeep = new StateUpkeep(pipeline.Machine, probe.Clock, purgeInterval);
    }

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
            reader.Drain(ref handler);
            upkeep.Turn();
            reader.Wait();
        }

        reader.Drain(ref handler);
    }
}
