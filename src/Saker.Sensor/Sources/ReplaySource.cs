using Saker.Events.Captures;
using Saker.State;

namespace Saker.Sensor.Sources;

/// <summary>Feeds the pipeline from a capture file, as fast as it can be read.</summary>
internal sealed unsafe class ReplaySource(EventPipeline pipeline, Func<bool> stop) : ICaptureVisitor
{
    public static void Run(string path, EventPipeline pipeline, Func<bool> stop)
    {
        using var reader = CaptureReader.Open(path);
        reader.Read(new ReplaySource(pipeline, stop));
    }

    public void Begin(CapturedMachine machine)
    {
    }

    public void Thread(CapturedThread thread) => pipeline.Machine.Add(thread);

    public void Descriptor(long tid, CapturedDescriptor descriptor) => pipeline.Machine.Add(tid, descriptor);

    public void Interface(CapturedInterface networkInterface) => pipeline.Machine.Add(networkInterface);

    public void User(CapturedUser user) => pipeline.Machine.Add(user);

    public void Group(CapturedGroup group) => pipeline.Machine.Add(group);

    public bool Event(byte* bytes, int size, int cpu, bool stateOnly)
    {
        pipeline.TakeCaptured(bytes, size, cpu, stateOnly);
        return !stop();
    }
}
