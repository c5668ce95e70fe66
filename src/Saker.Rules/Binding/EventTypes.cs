using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Saker.Events;

namespace Saker.Rules.Binding;

/// <summary>
/// Every kind of event that <c>evt.type</c> can tell apart, numbered. The first numbers are the codes of the event table; system
/// calls that share the generic event follow, one number each.
/// </summary>
public static class EventTypes
{
    private static readonly SyscallInfo[] genericSyscalls = [.. EventSchema.Syscalls.Where(s => s.Event is null)];

    private static readonly string[] names = [.. EventSchema.Events.ToArray().Select(e => e.Name), .. genericSyscalls.Select(s => s.Name)];

    private static readonly int[] indexBySyscall = IndexBySyscall();

    private static readonly FrozenDictionary<string, ImmutableArray<int>> indices = IndexByName();

    // Tracepoints that never reach a rule, and the name that stands for calls of which nothing is known.
    private static readonly FrozenSet<string> unlisted = new[]
    {
        "syscall", "unknown", "page_fault_kernel", "page_fault_user", "sched_process_exit", "sched_switch", "signal_deliver",
    }.ToFrozenSet();

    /// <summary>How many there are.</summary>
    public static int Count => names.Length;

    /// <summary>How many of them have a code of their own.</summary>
    public static int CodeCount => EventSchema.Events.Length;

    /// <summary>The number of an event's type.</summary>
    public static int Of(Event @event)
    {
        int code = (int)@event.Code;
        if (code > (int)EventCode.GenericX || !@event.TryGetNumber(0, out long call))
            return code;
        return (ulong)call < (ulong)indexBySyscall.Length && indexBySyscall[call] is >= 0 and var index ? index : code;
    }

    /// <summary>The value of <c>evt.type</c> for a type.</summary>
    public static string Name(int type) => names[type];

    /// <summary>The types of a name; more than one where a call has been recorded in several ways. Empty when there is no such name.</summary>
    public static ImmutableArray<int> WithName(string name) => indices.GetValueOrDefault(name, []);

    /// <summary>Whether a name is shown when the events of a rule are listed.</summary>
    public static bool IsListed(string name) => !unlisted.Contains(name);

    /// <summary>The type of a system call's events.</summary>
    public static int OfSyscall(SyscallInfo call) => indexBySyscall[call.Code];

    /// <summary>The system call of a type that shares the generic event, or null.</summary>
    public static SyscallInfo? GenericSyscall(int type) => type >= CodeCount ? genericSyscalls[type - CodeCount] : null;

    private static int[] IndexBySyscall()
    {
        int[] index = [.. Enumerable.Repeat(-1, EventSchema.Syscalls.Max(s => s.Code) + 1)];
        foreach (var syscall in EventSchema.Syscalls)
            index[syscall.Code] = syscall.Event is { } own ? (int)own.Code : CodeCount + Array.IndexOf(genericSyscalls, syscall);
        return index;
    }

    private static FrozenDictionary<string, ImmutableArray<int>> IndexByName()
    {
        var byName = names.Index().Select(n => (n.Item, n.Index))
            .Concat(EventSchema.Syscalls.Where(s => s.Event is not null).Select(s => (s.Name, (int)s.Event!.Code)));
        return byName.GroupBy(n => n.Item1, n => n.Item2).ToFrozenDictionary(g => g.Key, g => g.Distinct().ToImmutableArray());
    }
}
