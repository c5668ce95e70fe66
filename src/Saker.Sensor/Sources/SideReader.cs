using Saker.Alerts.Outputs;
using Saker.Kernel;
using Saker.Sensor.Budgets;
using Saker.Sensor.Configuration;
using Saker.Sensor.Holding;
using Saker.Sensor.Rules;
using Saker.State;

namespace Saker.Sensor.Sources;

/// <summary>
/// A reader beside the first, for machines with many processors: it takes in the events of the processes that the probe gives it, on a thread
/// of its own, with a picture of the machine of its own, and judges them by the same rules. Nothing is shared but what never changes and
/// where alerts go.
/// </summary>
internal sealed class SideReader : IDisposable
{
    private readonly LiveSource source;
    private readonly HeapRelief heap;
    private readonly Thread thread;
    private readonly ManualResetEventSlim taken = new();
    private Judgement? offered;
    private volatile bool stopping;

    /// <summary>Takes in who runs already; nothing is read before <see cref="Start"/>.</summary>
    /// <param name="options">What the operator asked for.</param>
    /// <param name="probe">The probe.</param>
    /// <param name="number">Which of its readers this is.</param>
    /// <param name="judgement">By what events are judged, for this reader alone.</param>
    /// <param name="judge">Who gives verdicts on threads; null for nobody.</param>
    /// <param name="outputs">Where alerts go.</param>
    /// <param name="log">Where it is told how it goes.</param>
    public SideReader(
        SensorOptions options, Probe probe, int number, Judgement judgement, IThreadJudge? judge, AlertOutputs outputs, Log log)
    {
        Pipeline = new EventPipeline(new MachineState(options.Machine), judgement, outputs) { Judge = judge };
        Containers = options.Containers ? ContainerIntake.Start(options, Pipeline, log) : null;
        heap = new HeapRelief(HeapLimit.Bytes, () => HeapLimit.Used, Pipeline.Ballast, TimeProvider.System, log.Warning);
        source = new LiveSource(probe, probe.Readers[number], Pipeline, options.ThreadPurgeInterval);
        source.TakeStartPicture();
        thread = new Thread(Run) { Name = $"reader {number}", IsBackground = true };
    }

    /// <summary>What happens to its events.</summary>
    public EventPipeline Pipeline { get; }

    /// <summary>What it finds out about containers; null when nothing is.</summary>
    public ContainerIntake? Containers { get; }

    /// <summary>Begins to read.</summary>
    public void Start() => thread.Start();

    /// <summary>Hands over what events are judged by from now on, and waits until they are. No verdicts are given until there is another judge.</summary>
    public void Put(Judgement next)
    {
        taken.Reset();
        Volatile.Write(ref offered, next);
        taken.Wait();
    }

    /// <summary>Reads what is left, and ends.</summary>
    public void Dispose()
    {
        stopping = true;
        if (thread.IsAlive)
            thread.Join();
        Containers?.Dispose();
        Pipeline.Dispose();
        taken.Dispose();
    }

    private void Run()
    {
        source.Run(Turn);
        Containers?.Finish();
    }

    private bool Turn()
    {
        if (Volatile.Read(ref offered) is { } next)
        {
            Volatile.Write(ref offered, null);
            Pipeline.Judgement = next;
            Pipeline.Judge = null;
            taken.Set();
        }

        Containers?.Turn();
        heap.Turn();
        return stopping;
    }
}
