using System.Numerics;
using Saker.Events;

namespace Saker.Rules.Binding;

/// <summary>A set of event types. Immutable.</summary>
public sealed class EventTypeSet : IEquatable<EventTypeSet>
{
    private readonly ulong[] words;

    private EventTypeSet(ulong[] words) => this.words = words;

    /// <summary>No type.</summary>
    public static EventTypeSet None { get; } = new(new ulong[WordCount]);

    /// <summary>Every type.</summary>
    public static EventTypeSet All { get; } = !None;

    /// <summary>How many types are in it.</summary>
    public int Count => words.Sum(BitOperations.PopCount);

    /// <summary>How many of them have an event code of their own.</summary>
    public int CodeCount
    {
        get
        {
            int whole = EventTypes.CodeCount / 64, count = 0;
            for (int i = 0; i < whole; i++)
                count += BitOperations.PopCount(words[i]);
            ulong rest = (1UL << (EventTypes.CodeCount % 64)) - 1;
            return rest == 0 ? count : count + BitOperations.PopCount(words[whole] & rest);
        }
    }

    private static int WordCount => (EventTypes.Count + 63) / 64;

    /// <summary>The set of these types.</summary>
    public static EventTypeSet Of(IEnumerable<int> types)
    {
        ulong[] words = new ulong[WordCount];
        foreach (int type in types)
            words[type / 64] |= 1UL << (type % 64);
        return new EventTypeSet(words);
    }

    /// <summary>Types in either.</summary>
    public static EventTypeSet operator |(EventTypeSet a, EventTypeSet b)
    {
        ulong[] words = new ulong[a.words.Length];
        for (int i = 0; i < words.Length; i++)
            words[i] = a.words[i] | b.words[i];
        return new EventTypeSet(words);
    }

    /// <summary>Types in both.</summary>
    public static EventTypeSet operator &(EventTypeSet a, EventTypeSet b)
    {
        ulong[] words = new ulong[a.words.Length];
        for (int i = 0; i < words.Length; i++)
            words[i] = a.words[i] & b.words[i];
        return new EventTypeSet(words);
    }

    /// <summary>Types not in it.</summary>
    public static EventTypeSet operator !(EventTypeSet set)
    {
        ulong[] words = [.. set.words.Select(w => ~w)];
        if (EventTypes.Count % 64 is var rest && rest != 0)
            words[^1] &= (1UL << rest) - 1;
        return new EventTypeSet(words);
    }

    /// <summary>Whether a type is in it.</summary>
    public bool Contains(int type) => (words[type / 64] & (1UL << (type % 64))) != 0;

    /// <summary>The types, in ascending order.</summary>
    public IEnumerable<int> Types()
    {
        for (int i = 0; i < words.Length; i++)
        {
            for (ulong rest = words[i]; rest != 0; rest &= rest - 1)
                yield return (i * 64) + BitOperations.TrailingZeroCount(rest);
        }
    }

    /// <summary>The names of the types, sorted, without those that never reach a rule.</summary>
    public IEnumerable<string> Names() =>
        Types().Select(EventTypes.Name).Where(EventTypes.IsListed).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The system calls, and tracepoints named as such, that have to be watched for these types to be seen.</summary>
    public IEnumerable<SyscallInfo> Syscalls() => EventSchema.Syscalls.Where(call => call.Event is { } own
        ? Contains((int)own.Code)
        : EventTypes.WithName(call.Name).Any(Contains));

    /// <inheritdoc/>
    public bool Equals(EventTypeSet? other) => other is not null && words.AsSpan().SequenceEqual(other.words);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EventTypeSet);

    /// <inheritdoc/>
    public override int GetHashCode() => words.Aggregate(0, HashCode.Combine);
}
