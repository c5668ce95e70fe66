namespace Saker.Sensor.Budgets;

/// <summary>Something that the sensor can do without when memory runs out.</summary>
/// <param name="Name">Its name in counters and messages.</param>
/// <param name="LetGo">Lets go of the oldest of it, half or more, and returns how much that was, in pieces. Called on the reader's thread.</param>
internal sealed record Ballast(string Name, Func<long> LetGo);
