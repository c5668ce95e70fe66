namespace Saker.Kernel.Tests;

/// <summary>Acts that say themselves what the event of each of their calls must tell: every parameter, of success and of failure.</summary>
public sealed class CaseTests(ProbeFixture fixture)
{
    public static TheoryData<string> Acts => [.. Cases.Acts];

    [Theory]
    [MemberData(nameof(Acts))]
    public void EventsTellAllOfTheCalls(string act)
    {
        Assert.SkipUnless(Cases.ActsHere.Contains(act), "only x86-64 has these calls and runs 32-bit programs that the probe understands, and not every such machine runs them");
        var (cases, records) = Cases.Of(act, fixture);
        string.Join(Environment.NewLine, Unseen(cases, records)).Should().BeEmpty();
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
