namespace Saker.Events.Captures;

/// <summary>Receives what a capture holds, in file order.</summary>
public interface ICaptureVisitor
{
    /// <summary>A capture begins; several may follow each other in one file.</summary>
    void Begin(CapturedMachine captured);

    /// <summary>A thread of the start picture.</summary>
    void Thread(CapturedThread thread);

    /// <summary>A descriptor of the start picture.</summary>
    void Descriptor(long tid, CapturedDescriptor descriptor);

    /// <summary>A network interface.</summary>
    void Interface(CapturedInterface networkInterface);

    /// <summary>A user.</summary>
    void User(CapturedUser user);

    /// <summary>A group.</summary>
    void Group(CapturedGroup group);

    /// <summary>What Saker itself recorded of a thread besides.</summary>
    void TaskFact(CapturedTaskFact fact);

    /// <summary>The view that the reader turns to each event before it calls <see cref="Event"/>.</summary>
    Event Current { get; }

    /// <summary>An event, converted to today's types; <see cref="Current"/> shows it during the call.</summary>
    /// <param name="stateOnly">Whether it was kept for the state's sake alone and is not for rules.</param>
    /// <returns>False to stop reading.</returns>
    bool Event(bool stateOnly);
}
