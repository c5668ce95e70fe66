using System.Collections.Concurrent;
using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>Acts that say themselves what the event of each of their calls must tell: every parameter, of success and of failure.</summary>
public sealed class CaseTests(ProbeFixture fixture)
{
    private static readonly string[] Everywhere =
        ["opens", "names", "data", "channels", "sockets", "messages", "options", "memory", "rights", "kernel", "lives"];

    private static readonly string[] OnX64 = ["older_calls", "narrow"];

    /// <summary>What never fails, or only when a limit of the machine is reached, or does not say so in its event.</summary>
    private static readonly HashSet<string> NeverFails =
        ["getuid", "geteuid", "getgid", "getegid", "munlockall", "inotify_init", "eventfd", "brk", "getsockname", "getpeername"];

    /// <summary>What needs more than a kernel of any build and root have: modules, quotas, faults handled by programs.</summary>
    private static readonly HashSet<string> SucceedsElsewhere = ["init_module", "finit_module", "delete_module", "quotactl", "userfaultfd"];

    /// <summary>Each act is done once, for whichever test comes first.</summary>
    private static readonly ConcurrentDictionary<string, Lazy<(List<Case> Cases, List<Recorded> Records)>> Done = new();

    public static TheoryData<string> Acts => [.. Everywhere, .. OnX64];

    [Theory]
    [MemberData(nameof(Acts))]
    public void EventsTellAllOfTheCalls(string act)
    {
        Assert.SkipWhen(OnX64.Contains(act) && !ProbeFixture.IsX64, "only x86-64 has these calls, and 32-bit programs that the probe understands");
        var (cases, records) = Do(act);
        string.Join(Environment.NewLine, Unseen(cases, records)).Should().BeEmpty();
    }

    [Fact]
    public void CasesAreOfEveryCallAndOfBothOutcomes()
    {
        _ = fixture.Probe;
        var all = (ProbeFixture.IsX64 ? [.. Everywhere, .. OnX64] : Everywhere).SelectMany(a => Do(a).Cases).ToList();
        var names = EventSchema.Syscalls.Where(s => s is { Event: not null, Native: >= 0 }).Select(s => s.Name).ToList();
        string.Join(' ', names.Except(all.Where(c => c.Result >= 0).Select(c => c.Name)).Except(SucceedsElsewhere)).Should().BeEmpty("some case succeeds");
        string.Join(' ', names.Except(all.Where(c => c.Result < 0).Select(c => c.Name)).Except(NeverFails)).Should().BeEmpty("some case fails");
        all.Should().HaveCountGreaterThan(ProbeFixture.IsX64 ? 900 : 750, "the drivers' own tests have fewer");
    }

    /// <summary>Does an act in a directory of its own.</summary>
    private (List<Case> Cases, List<Recorded> Records) Do(string act) => Done.GetOrAdd(act, _ => new(() =>
    {
        var directory = Directory.CreateTempSubdirectory("saker-cases-");
        var done = Act.DoWhole(fixture, $"cases/{act}", directory.FullName);
        directory.Delete(recursive: true);
        done.ExitCode.Should().Be(0, "{0} came to its end", act);
        return ([.. Case.Read(done.Output)], done.Family(fixture));
    })).Value;

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
