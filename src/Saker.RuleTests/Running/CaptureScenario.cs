using Saker.Events;
using Saker.Events.Captures;
using Saker.State;

namespace Saker.RuleTests.Running;

/// <summary>Takes the events of a test from a capture.</summary>
internal sealed unsafe class CaptureScenario : ICaptureVisitor
{
    private readonly Event current = new();
    private readonly EventContext context;
    private readonly MachineState machine;
    private readonly CapturedStart start;
    private readonly Func<EventContext, bool> judge;
    private bool started;
    private ulong number;

    private CaptureScenario(MachineState machine, Func<EventContext, bool> judge)
    {
        this.machine = machine;
        this.judge = judge;
        context = new EventContext { Event = current };
        start = new CapturedStart(machine);
    }

    /// <summary>Plays a capture from end to end.</summary>
    /// <exception cref="CaptureException">It cannot be read.</exception>
    public static void Play(string path, Action<EventContext> judge) => Play(path, context =>
    {
        judge(context);
        return true;
    });

    /// <summary>Plays a capture for as long as the judge wants to go on.</summary>
    /// <exception cref="CaptureException">It cannot be read.</exception>
    public static void Play(string path, Func<EventContext, bool> judge)
    {
        using var machine = new MachineState(new MachineOptions { Live = false, HostRoot = "/nonexistent" });
        using var reader = CaptureReader.Open(path);
        reader.Read(new CaptureScenario(machine, judge));
    }

    public void Begin(CapturedMachine captured) => started = false;

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
        if (!current.AttachBare(bytes, size, cpu, number + 1))
            return true;
        number++;
        machine.Update(context);

        // As in the sensor: the entry of a call only prepares the state for its exit.
        var info = current.Info;
        bool goOn = stateOnly || (info.Direction != EventDirection.Exit && info.Classes.Contains("syscall")) || judge(context);
        machine.Finish(context);
        return goOn;
    }
}
