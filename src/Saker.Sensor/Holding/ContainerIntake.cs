using Saker.Containers;
using Saker.Kubernetes.Feeding;
using Saker.Sensor.Configuration;
using Saker.Sensor.Sources;
using Saker.State;

namespace Saker.Sensor.Holding;

/// <summary>
/// Brings what is found out about containers into the state, between two events on the reader's thread, and lets go of the alerts that
/// waited for it.
/// </summary>
internal sealed class ContainerIntake : IDisposable
{
    private readonly MachineState machine;
    private readonly ContainerDirectory directory;
    private readonly ClusterFeed? cluster;
    private readonly HeldAlerts held;

    private ContainerIntake(MachineState machine, ContainerDirectory directory, ClusterFeed? cluster, HeldAlerts held)
    {
        this.cluster = cluster;
        this.machine = machine;
        this.directory = directory;
        this.held = held;
    }

    /// <summary>How often containers were asked about.</summary>
    public DirectoryCounts Questions => directory.Counts;

    /// <summary>What became of alerts that were held back.</summary>
    public HoldCounts Held => held.Counts;

    /// <summary>Begins to find out about containers.</summary>
    public static ContainerIntake Start(SensorOptions options, EventPipeline pipeline, Log log)
    {
        var directory = new ContainerDirectory(options.ContainerSettings.Engines, log.Warning);
        pipeline.Machine.Containers.Watcher = directory;
        var cluster = options.ContainerSettings.Cluster is { } feed ? new ClusterFeed(feed, log.Warning) : null;
        pipeline.Machine.Containers.AwaitsCluster = cluster is not null;
        return new ContainerIntake(pipeline.Machine, directory, cluster, pipeline.Hold(options.ContainerSettings.Hold));
    }

    /// <summary>Does what is due.</summary>
    public void Turn()
    {
        while (directory.TryTake(out var news))
        {
            if (machine.Take(news) is { } container)
                held.Look(container);
        }

        while (cluster is not null && cluster.TryTake(out var told))
        {
            foreach (var container in machine.Take(told))
                held.Look(container);
        }

        held.Turn();
    }

    /// <summary>The run is over: what waits goes out with what is known.</summary>
    public void Finish()
    {
        Turn();
        held.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        machine.Containers.Watcher = null;
        directory.Dispose();
        cluster?.Dispose();
    }
}
