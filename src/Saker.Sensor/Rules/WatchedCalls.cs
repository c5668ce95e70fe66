using Saker.Events;
using Saker.Kernel;
using Saker.Rules;
using Saker.Rules.Binding;
using Saker.Sensor.Configuration;

namespace Saker.Sensor.Rules;

/// <summary>A system call that the probe reports.</summary>
/// <param name="Number">Its number on this processor.</param>
/// <param name="Call">The call.</param>
/// <param name="Interest">What is wanted of it.</param>
public sealed record WatchedCall(int Number, SyscallInfo Call, Interest Interest);

/// <summary>Which system calls the probe has to report so that no rule misses anything.</summary>
public static class WatchedCalls
{
    // What changes a process: without these, rules would judge by yesterday's facts.
    private static readonly HashSet<string> StateCalls =
    [
        "execve", "execveat", "chdir", "fchdir", "chroot", "capset", "setuid", "setgid", "setresuid", "setresgid", "setreuid", "setregid",
        "setsid", "setpgid", "prctl", "unshare", "setns",
    ];

    // High-volume reads and writes are left out unless they are asked for, even where rules name them.
    private static readonly HashSet<string> HighVolume =
    [
        "read", "write", "pread64", "pwrite64", "readv", "writev", "preadv", "pwritev", "send", "recv", "sendfile",
    ];

    private static readonly EventCode[] Frequent = [EventCode.Schedswitch_6E, EventCode.SignaldeliverE, EventCode.PageFaultE];

    /// <summary>The calls, by native number, with what is wanted of each.</summary>
    /// <param name="rules">Rules that take part.</param>
    /// <param name="choice">What the operator chose.</param>
    /// <param name="dropFailed">Whether calls that failed are left out.</param>
    /// <param name="forCaptures">Whether captures are written: other tools follow descriptors through every call that changes one.</param>
    public static IReadOnlyList<WatchedCall> Of(IEnumerable<Rule> rules, SyscallChoice choice, bool dropFailed = false, bool forCaptures = false)
    {
        var calls = Of(TypesOf(rules), choice, forCaptures);
        return dropFailed ? [.. calls.Select(c => c with { Interest = c.Interest & ~Interest.Failed })] : calls;
    }

    /// <summary>The calls for some event types.</summary>
    /// <param name="types">Event types that are asked for.</param>
    /// <param name="choice">What the operator chose.</param>
    /// <param name="forCaptures">Whether captures are written.</param>
    public static IReadOnlyList<WatchedCall> Of(EventTypeSet types, SyscallChoice choice, bool forCaptures) =>
    [
        .. EventSchema.Syscalls
            .Select(call => new WatchedCall(call.Native, call, InterestIn(call, types, choice, forCaptures)))
            .Where(call => call.Number >= 0 && call.Interest != Interest.None),
    ];

    /// <summary>Whether the calls hold all by which it is followed what a process is.</summary>
    public static bool FollowsState(IReadOnlyList<WatchedCall> calls)
    {
        var watched = calls.Select(c => c.Call.Name).ToHashSet();
        return EventSchema.Syscalls.Where(c => c.Native >= 0 && StateCalls.Contains(c.Name)).All(c => watched.Contains(c.Name));
    }

    /// <summary>High-volume calls that rules name and that are not watched all the same.</summary>
    public static IReadOnlyList<string> Ignored(IEnumerable<Rule> rules, SyscallChoice choice)
    {
        if (choice.All)
            return [];
        var types = TypesOf(rules.Where(r => r.EventTypes != EventTypeSet.All));
        return [.. EventSchema.Syscalls.Where(c => HighVolume.Contains(c.Name) && types.Contains(EventTypes.OfSyscall(c))).Select(c => c.Name)];
    }

    /// <summary>The calls that are reported only when high-volume calls are asked for, in order of their names.</summary>
    public static IEnumerable<string> HighVolumeCalls => HighVolume.Order(StringComparer.Ordinal);

    /// <summary>Whether a call is reported only when high-volume calls are asked for.</summary>
    public static bool IsHighVolume(string call) => HighVolume.Contains(call);

    /// <summary>Frequent events that are no system calls, and that some rule waits for.</summary>
    /// <param name="rules">Rules that take part.</param>
    public static IReadOnlyCollection<EventCode> Traced(IEnumerable<Rule> rules)
    {
        var types = TypesOf(rules.Where(r => r.EventTypes != EventTypeSet.All));
        return [.. Frequent.Where(code => types.Contains((int)code))];
    }

    private static EventTypeSet TypesOf(IEnumerable<Rule> rules) => rules.Aggregate(EventTypeSet.None, (all, rule) => all | rule.EventTypes);

    private static Interest InterestIn(SyscallInfo call, EventTypeSet types, SyscallChoice choice, bool forCaptures)
    {
        bool follows = StateCalls.Contains(call.Name);
        bool repaired = follows && choice.Repair;
        if (!repaired && (choice.Excluded.Contains(call.Name) || (HighVolume.Contains(call.Name) && !choice.All)))
            return Interest.None;
        bool isBase = choice.Named.Count == 0 ? follows : repaired || choice.Named.Contains(call.Name);
        bool isForCapture = forCaptures && call.Event is { } changing && (changing.Flags & EventFlags.ModifiesState) != 0;
        bool isNamed = types.Contains(EventTypes.OfSyscall(call));
        if (isBase || isForCapture)
        {
            return Interest.Succeeded | Interest.Path | (isBase && follows ? Interest.Changing : Interest.None)
                | (isNamed ? Interest.Failed : Interest.None);
        }

        return isNamed ? Interest.Succeeded | Interest.Failed | Interest.Path | Interest.Filtered : Interest.None;
    }
}
