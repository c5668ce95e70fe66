namespace Saker.Events.Captures;

/// <summary>Receives what a capture holds, in file order.</summary>
public unsafe interface ICaptureVisitor
{
    /// <summary>A capture begins; several may follow each other in one file.</summary>
    void Begin(CapturedMachine machine);

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

    /// <summary>An event, in the layout that <see cref="Event.AttachBare"/> reads.</summary>
    /// <param name="bytes">Valid during the call.</param>
    /// <param name="size">Bytes there.</param>
    /// <param name="cpu">Processor that recorded it.</param>
    /// <param name="stateOnly">Whether it was kept for the state's sake alone and is not for rules.</param>
    /// <returns>False to stop reading.</returns>
    bool Event(byte* bytes, int size, int cpu, bool stateOnly);
}
