using System.Diagnostics;
using System.Globalization;
using Saker.Kernel;
using Saker.Sensor.Losses;

namespace Saker.Sensor;

/// <summary>What is done on the reader's thread between two looks at the rings: mostly it is found that nothing is due.</summary>
/// <param name="status">How the sensor is doing.</param>
/// <param name="voice">Who is told.</param>
internal sealed class Duties(SensorStatus status, Voice voice)
{
    // What Falco counts as a timeout is a look at all buffers that found nothing, and takes that long.
    private static readonly TimeSpan timeout = TimeSpan.FromMilliseconds(30);

    private static readonly TimeSpan clockInterval = TimeSpan.FromSeconds(1);

    // A clock that is corrected little by little is not followed at each step.
    private static readonly TimeSpan clockTolerance = TimeSpan.FromMilliseconds(100);

    private readonly LossMonitor losses = new(status.Options.Drops, voice.Raise, voice.Log, TimeProvider.System);
    // Made once: they are handed over with every turn.
    private readonly Func<KernelCounts?> counts = status.ReadCounts;
    private readonly Func<ulong> lost = () => status.Probe!.Lost;
    private readonly Func<LossAccount?> account = Account(status);
    private ulong events;
    private long clockSeen = Stopwatch.GetTimestamp();
    private long lastEvent = Stopwatch.GetTimestamp();

    /// <summary>Whether the run is to end with an error.</summary>
    public bool MustExit => losses.MustExit;

    /// <summary>Does what is due.</summary>
    public void Turn()
    {
        status.Heap.Turn();
        if (status.Probe is not { } probe)
            return;
        status.Canary?.Turn();
        losses.Turn(status.Events, lost, counts, account);
        voice.Manager.Beat(status.Canary is not { Missed: > 0, IsAlive: false });
        WatchForSilence();
        FollowClock(probe.Clock);
    }

    private static Func<LossAccount?> Account(SensorStatus status)
    {
        var ledger = new LossLedger(cgroup => CgroupPaths.Find(status.Pipeline.Machine, cgroup));
        return () => ledger.Take(status.Probe!.ReadLosses());
    }

    /// <summary>Events keep a clock of their own; what alerts say of the time is what the machine's clock says.</summary>
    private void FollowClock(EventClock clock)
    {
        if (Stopwatch.GetElapsedTime(clockSeen) < clockInterval)
            return;
        clockSeen = Stopwatch.GetTimestamp();
        var moved = clock.Behind - status.Pipeline.Machine.ClockShift;
        if (moved.Duration() < clockTolerance)
            return;
        foreach (var pipeline in status.Pipelines)
            pipeline.Machine.ClockShift += moved;
        voice.Log.Write(moved.Duration() < TimeSpan.FromSeconds(1) ? LogLevel.Debug : LogLevel.Notice, string.Create(
            CultureInfo.InvariantCulture, $"the machine's clock was set by {moved.TotalSeconds:+0.0;-0.0} s; alerts have its time from now on"));
    }

    private void WatchForSilence()
    {
        if (status.Events != events)
        {
            events = status.Events;
            lastEvent = Stopwatch.GetTimestamp();
        }
        else if (Stopwatch.GetElapsedTime(lastEvent) > timeout * status.Options.MaxTimeouts)
        {
            lastEvent = Stopwatch.GetTimestamp();
            voice.Raise(InternalAlerts.NothingCame(status.Options.MaxTimeouts, status.Pipeline.LastTime));
        }
    }
}
