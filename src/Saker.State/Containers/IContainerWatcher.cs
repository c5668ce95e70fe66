namespace Saker.State;

/// <summary>
/// Told of containers by the thread that owns the state, which must not be kept waiting: whoever learns more about a container hands it
/// back between two events (<see cref="MachineState.Take"/>).
/// </summary>
public interface IContainerWatcher
{
    /// <summary>The first process of a container was seen.</summary>
    /// <param name="container">The container.</param>
    /// <param name="process">Process id, in the initial pid namespace.</param>
    void Appeared(ContainerInfo container, long process);

    /// <summary>A runtime was started to make a container, whose first process comes soon.</summary>
    /// <param name="call">How it was started.</param>
    void Announced(RuntimeCall call);

    /// <summary>No process was seen in the container for a while: it is over.</summary>
    void Ended(ContainerInfo container);
}
