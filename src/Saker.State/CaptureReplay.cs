using Saker.Events;
using Saker.Events.Captures;

namespace Saker.State;

/// <summary>
/// Takes a machine through a capture: the picture at its start first, then event after event. What becomes of an event is up to
/// whoever replays.
/// </summary>
/// <param name="machine">The machine, as empty as it was made.</param>
public abstract class CaptureReplay(MachineState machine) : ICaptureVisitor
{
    private const string OwnRecorder = "Saker ";

    private readonly CapturedStart start = new(machine);
    private bool started;

    /// <inheritdoc/>
    public abstract Event Current { get; }

    /// <inheritdoc/>
    public void Begin(CapturedMachine captured)
    {
        if (started)
            machine.Forget();
        started = false;

        // Falco leaves times since boot as they were recorded, and so does whoever replays its captures.
        machine.BootTime = captured.Recorder.StartsWith(OwnRecorder, StringComparison.Ordinal) ? captured.BootTime : 0;
    }

    /// <inheritdoc/>
    public void Thread(CapturedThread thread) => start.Add(thread);

    /// <inheritdoc/>
    public void Descriptor(long tid, CapturedDescriptor descriptor) => start.Add(tid, descriptor);

    /// <inheritdoc/>
    public void Interface(CapturedInterface networkInterface) => start.Add(networkInterface);

    /// <inheritdoc/>
    public void User(CapturedUser user) => start.Add(user);

    /// <inheritdoc/>
    public void Group(CapturedGroup group) => start.Add(group);

    /// <inheritdoc/>
    public void TaskFact(CapturedTaskFact fact) => start.Add(fact);

    /// <inheritdoc/>
    public bool Event(bool stateOnly)
    {
        if (!started)
            start.Complete();
        started = true;
        return Take(!stateOnly && Current.Info.IsForRules);
    }

    /// <summary>Applies <see cref="Current"/> to the machine, and judges it if rules may see it.</summary>
    /// <returns>False to stop.</returns>
    protected abstract bool Take(bool forRules);
}
