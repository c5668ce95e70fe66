using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>Every system call with an event of its own is a case, once with success and once without.</summary>
public sealed class CoverageTests(ProbeFixture fixture)
{
    /// <summary>What never fails, or only when a limit of the machine is reached, or does not say so in its event.</summary>
    private static readonly HashSet<string> NeverFails = ["getuid", "geteuid", "getgid", "getegid", "munlockall", "inotify_init", "eventfd", "brk"];

    /// <summary>What needs more than a kernel of any build and root have: modules, quotas, faults handled by programs.</summary>
    private static readonly HashSet<string> SucceedsElsewhere = ["init_module", "finit_module", "delete_module", "quotactl", "userfaultfd"];

    [Fact]
    public void Success_and_failure_of_every_call()
    {
        var cases = All();
        var calls = EventSchema.Syscalls.Where(c => c is { Event: not null, Native: >= 0 }).Select(c => c.Name).ToList();
        string.Join(' ', calls.Except(cases.Where(c => c.Result >= 0).Select(c => c.Name)).Except(SucceedsElsewhere)).Should().BeEmpty("some case does these");
        string.Join(' ', calls.Except(cases.Where(c => c.Result < 0).Select(c => c.Name)).Except(NeverFails)).Should().BeEmpty("some case fails at these");
    }

    /// <summary>The drivers of the reference have 475 tests of this kind.</summary>
    [Fact]
    public void Cases_are_many() => All().Should().HaveCountGreaterThan(ProbeFixture.RunsNarrowPrograms ? 1000 : 800);

    private List<Case> All()
    {
        _ = fixture.Probe;
        return [.. Cases.ActsHere.SelectMany(act => Cases.Of(act, fixture).Cases)];
    }
}
