using Saker.Events.Captures;
using Saker.State;

namespace Saker.Sensor.Sources;

/// <summary>Feeds the pipeline from a capture file, as fast as it can be read.</summary>
internal sealed unsafe class ReplaySource : ICaptureVisitor
{
    private readonly EventPipeline pipeline;
    private readonly Func<bool> stop;
    private readonly CapturedStart start;
    private bool started;

    private ReplaySource(EventPipeline pipeline, Func<bool> stop)
    {
        this.pipeline = pipeline;
        this.stop = stop;
        start = new CapturedStart(pipeline.Machine);
    }

    /// <summary>Replays a file to its end, or until stopped.</summary>
    /// <exception cref="CaptureException">It cannot be read.</exception>
    public static void Run(string path, EventPipeline pipeline, Func<bool> stop)
    {
        using var reader = CaptureReader.Open(path);
        reader.Read(new ReplaySource(pipeline, stop));
    }

    public void Begin(CapturedMachine machine) => started = false;

    public void Thread(CapturedThread thread) => start.Add(thread);

    public void Descriptor(long tid, CapturedDescriptor descriptor) => start.Add(tid, descriptor);

    public void Interface(CapturedInterface networkInterface) => start.Add(networkInterface);

    public void User(CapturedUser user) => start.Add(user);

    public void Group(CapturedGroup group) => start.Add(group);

    public bool Event(byte* bytes, int size, int cpu, bool stateOnly)
    {
        if (!started)
            start.Complete();
        started = true;
        pipeline.TakeCaptured(bytes, size, cpu, stateOnly);
        return !stop();
    }
}
