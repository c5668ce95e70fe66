using Saker.Events;
using Saker.Kernel;
using Saker.Rules;
using Saker.Rules.Binding;

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
    /// <param name="allEvents">Whether high-volume calls are reported too.</param>
    /// <param name="forCaptures">Whether captures are written: other tools follow descriptors through every call that changes one.</param>
    public static IReadOnlyList<WatchedCall> Of(IEnumerable<Rule> rules, bool allEvents, bool forCaptures = false) =>
        Of(TypesOf(rules), allEvents, forCaptures);

    /// <inheritdoc cref="Of(IEnumerable{Rule}, bool, bool)"/>
    /// <param name="types">Event types that are asked for.</param>
    /// <param name="allEvents">Whether high-volume calls are reported too.</param>
    /// <param name="forCaptures">Whether captures are written.</param>
    public static IReadOnlyList<WatchedCall> Of(EventTypeSet types, bool allEvents, bool forCaptures)
    {
        return [.. EventSchema.Syscalls
            .Select(call => new WatchedCall(call.Native, call, InterestIn(call, types, allEvents, forCaptures)))
            .Where(call => call.Number >= 0 && call.Interest != Interest.None)];
    }

    /// <summary>Those calls whose events the kernel plan may leave out, by native number.</summary>
    public static IReadOnlyList<(int Number, SyscallInfo Call)> Filtered(IEnumerable<WatchedCall> calls) =>
        [.. calls.Where(call => (call.Interest & Interest.Filtered) != 0).Select(call => (call.Number, call.Call))];

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

    private static Interest InterestIn(SyscallInfo call, EventTypeSet types, bool allEvents, bool forCaptures)
    {
        bool changes = StateCalls.Contains(call.Name);
        bool state = changes
            || (forCaptures && call.Event is { } changing && (changing.Flags & EventFlags.ModifiesState) != 0 && !HighVolume.Contains(call.Name));
        bool named = types.Contains(EventTypes.OfSyscall(call)) && (allEvents || !HighVolume.Contains(call.Name));
        if (state)
            return Interest.Succeeded | Interest.Path | (changes ? Interest.Changing : Interest.None) | (named ? Interest.Failed : Interest.None);
        return named ? Interest.Succeeded | Interest.Failed | Interest.Path | Interest.Filtered : Interest.None;
    }
}
