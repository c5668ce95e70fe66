using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>Acts that say themselves what the event of each of their calls must tell: every parameter, of success and of failure.</summary>
public sealed class CaseTests(ProbeFixture fixture)
{
    /// <summary>Acts of this kind, which have a folder of their own.</summary>
    internal static readonly string[] Everywhere = ["opens", "names", "data", "channels", "sockets", "messages", "options", "memory", "rights", "kernel", "lives"];

    internal static readonly string[] OnX64 = ["older_calls"];

    public static TheoryData<string> Acts => [.. Everywhere, .. OnX64];

    [Theory]
    [MemberData(nameof(Acts))]
    public void EventsTellAllOfTheCalls(string act)
    {
        Assert.SkipWhen(OnX64.Contains(act) && !ProbeFixture.IsX64, "only x86-64 has these calls");
        var (cases, records) = Do(fixture, act);
        cases.Should().NotBeEmpty();
        string.Join(Environment.NewLine, Unseen(cases, records)).Should().BeEmpty();
    }

    /// <summary>Does an act in a directory of its own.</summary>
    internal static (List<Case> Cases, List<Recorded> Records) Do(ProbeFixture fixture, string act)
    {
        var directory = Directory.CreateTempSubdirectory("saker-cases-");
        var done = Act.DoWhole(fixture, $"cases/{act}", directory.FullName);
        directory.Delete(recursive: true);
        return ([.. Case.Read(done.Output)], done.Family(fixture));
    }

    /// <summary>Cases without an event: they come in the order of the calls, and no event counts twice.</summary>
    private static List<string> Unseen(List<Case> cases, List<Recorded> records)
    {
        var left = records.OrderBy(r => r.Event.Timestamp).GroupBy(r => r.Code).ToDictionary(g => g.Key, g => g.ToList());
        List<string> unseen = [];
        foreach (var expected in cases)
        {
            var candidates = left.GetValueOrDefault(expected.Event.Code) ?? [];
            int at = candidates.FindIndex(expected.Fits);
            if (at >= 0)
                candidates.RemoveRange(0, at + 1);
            else
                unseen.Add(expected.Differences(candidates));
        }

        return unseen;
    }
}
