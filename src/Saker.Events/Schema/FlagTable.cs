namespace Saker.Events;

/// <summary>Names of the values of a flag or enumeration parameter, in print order.</summary>
/// <param name="Name">Name in schema/flags.json.</param>
/// <param name="Values">Names and values; a name may stand for several bits.</param>
public sealed record FlagTable(string Name, (string Name, ulong Value)[] Values)
{
    /// <summary>The names as they are printed, in the same order.</summary>
    internal byte[][] PrintedNames { get; } = [.. Values.Select(v => System.Text.Encoding.UTF8.GetBytes(v.Name))];
}
