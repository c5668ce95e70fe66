using Saker.Events;

namespace Saker.Kernel.Tests;

internal static class Flags
{
    /// <summary>The sum of named values of a table of flags.</summary>
    public static long Of(string table, params string[] names) => names.Sum(n => (long)EventSchema.Flags[table].Values.First(v => v.Name == n).Value);
}
