namespace Saker.State;

/// <summary>One number about the state itself, for metrics.</summary>
/// <param name="Name">Name as in Falco's metrics where it has one, such as <c>n_drops_full_threadtable</c>.</param>
/// <param name="Value">The number.</param>
/// <param name="IsMonotonic">Whether it only ever grows: a count of what happened rather than of what is there.</param>
public readonly record struct StateCounter(string Name, long Value, bool IsMonotonic);
