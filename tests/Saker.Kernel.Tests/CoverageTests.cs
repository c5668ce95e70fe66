using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>Every system call with an event of its own is done by some act, once with success and once without.</summary>
public sealed class CoverageTests(ProbeFixture fixture)
{
    /// <summary>What never fails, or only when a limit of the machine is reached, or does not say so in its event.</summary>
    private static readonly HashSet<string> NeverFails = ["getuid", "geteuid", "getgid", "getegid", "munlockall", "inotify_init", "eventfd", "brk", "getsockname", "getpeername"];

    /// <summary>What needs more than a kernel of any build and root have: modules, quotas.</summary>
    private static readonly HashSet<string> SucceedsElsewhere = ["init_module", "finit_module", "delete_module", "quotactl"];

    [Fact]
    public void Success_and_failure_of_every_call()
    {
        var directory = Directory.CreateTempSubdirectory("saker-coverage-");
        List<Recorded> all = [];
        foreach (string act in (string[])["files", "sockets", "privileges", "processes", "memory", "descriptors", "options", "rest", .. ProbeFixture.IsX64 ? ["older"] : Array.Empty<string>()])
            all.AddRange(Act.DoWhole(fixture, act, act == "memory" ? $"{directory.FullName}/file" : directory.FullName).Family(fixture));
        directory.Delete(recursive: true);

        HashSet<(ushort, bool)> seen = [.. all.Select(r => (r.Facts.Syscall, Succeeded(r)))];
        var calls = EventSchema.Syscalls.Where(c => c is { Event: not null, Native: >= 0 }).ToList();
        Missing(calls, seen, succeeded: true, SucceedsElsewhere).Should().BeEmpty("some act does these");
        Missing(calls, seen, succeeded: false, NeverFails).Should().BeEmpty("some act fails at these");
    }

    private static string Missing(List<SyscallInfo> calls, HashSet<(ushort, bool)> seen, bool succeeded, HashSet<string> excused) =>
        string.Join(' ', calls.Where(c => !excused.Contains(c.Name) && !seen.Contains(((ushort)c.Native, succeeded))).Select(c => c.Name));

    private static bool Succeeded(Recorded record) =>
        !record.Event.Info.Params.ToArray().Any(p => p.Name is "res" or "fd") || (record.Event.TryGetNumber(0, out long result) && result >= 0);
}
