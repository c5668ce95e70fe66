namespace Saker.State;

/// <summary>What one event type does to the machine.</summary>
internal delegate void Transition(MachineState machine, EventContext context);
