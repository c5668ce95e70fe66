using Saker.Events;
using Saker.Events.Captures;
using Saker.State;

namespace Saker.RuleTests.Running;

/// <summary>Takes the events of a test from a capture.</summary>
internal sealed class CaptureScenario : CaptureReplay
{
    private readonly EventContext context = new() { Event = new Event() };
    private readonly MachineState machine;
    private readonly Action<EventContext> judge;

    private CaptureScenario(MachineState machine, Action<EventContext> judge)
        : base(machine)
    {
        this.machine = machine;
        this.judge = judge;
    }

    public override Event Current => context.Event;

    /// <exception cref="CaptureException">It cannot be read.</exception>
    public static void Play(string path, Action<EventContext> judge)
    {
        using var machine = new MachineState(new MachineOptions { Live = false, HostRoot = "/nonexistent" });
        using var reader = CaptureReader.Open(path);
        reader.Read(new CaptureScenario(machine, judge));
    }

    protected override bool Take(bool forRules)
    {
        machine.Update(context);
        if (forRules)
            judge(context);
        machine.Finish(context);
        return true;
    }
}
