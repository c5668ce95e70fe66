using Saker.Events;
using Saker.Events.Captures;
using Saker.State;

namespace Saker.RuleTests.Running;

/// <summary>Takes the events of a test from a capture.</summary>
internal sealed class CaptureScenario : CaptureReplay
{
    private readonly EventContext context = new() { Event = new Event() };
    private readonly MachineState machine;
    private readonly Func<EventContext, bool> judge;

    private CaptureScenario(MachineState machine, Func<EventContext, bool> judge)
        : base(machine)
    {
        this.machine = machine;
        this.judge = judge;
    }

    /// <inheritdoc/>
    public override Event Current => context.Event;

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

    /// <inheritdoc/>
    protected override bool Take(bool forRules)
    {
        machine.Update(context);
        bool goOn = !forRules || judge(context);
        machine.Finish(context);
        return goOn;
    }
}
