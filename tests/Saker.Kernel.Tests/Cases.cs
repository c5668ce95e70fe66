using System.Collections.Concurrent;

namespace Saker.Kernel.Tests;

/// <summary>The acts whose calls are cases, and what they and the probe said.</summary>
internal static class Cases
{
    private static readonly string[] Everywhere =
        ["opens", "names", "data", "channels", "sockets", "messages", "options", "memory", "rights", "kernel", "lives"];

    private static readonly string[] OnX64 = ["older_calls"];

    private static readonly string[] Narrow = ["narrow"];

    /// <summary>Each act is done once, for whichever test comes first.</summary>
    private static readonly ConcurrentDictionary<string, Lazy<(List<Case> Cases, List<Recorded> Records)>> Done = new();

    public static IEnumerable<string> Acts => [.. Everywhere, .. OnX64, .. Narrow];

    /// <summary>Those that this machine can do.</summary>
    public static IEnumerable<string> ActsHere => [.. Everywhere, .. ProbeFixture.IsX64 ? OnX64 : [], .. ProbeFixture.RunsNarrowPrograms ? Narrow : []];

    /// <summary>Does an act in a directory of its own.</summary>
    /// <returns>The cases in the order of their calls, and the records of the act and its children.</returns>
    public static (List<Case> Cases, List<Recorded> Records) Of(string act, ProbeFixture fixture) => Done.GetOrAdd(act, _ => new(() =>
    {
        var directory = Directory.CreateTempSubdirectory("saker-cases-");
        var done = Act.DoWhole(fixture, $"cases/{act}", directory.FullName);
        directory.Delete(recursive: true);
        done.ExitCode.Should().Be(0, "{0} came to its end", act);
        return ([.. Case.Read(done.Output)], done.Family(fixture));
    })).Value;
}
