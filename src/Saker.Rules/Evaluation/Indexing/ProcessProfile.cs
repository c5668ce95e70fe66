using System.Collections.Immutable;

namespace Saker.Rules.Evaluation.Indexing;

/// <summary>The conditions that may hold for events of a process, as far as they depend on the process alone.</summary>
internal sealed class ProcessProfile(ImmutableArray<int> conditions, int buckets)
{
    private readonly int[]?[] positions = new int[buckets][];

    /// <summary>Positions in a bucket of the rules that may match there, ascending.</summary>
    /// <param name="bucket">Number of the bucket.</param>
    /// <param name="positionOf">Where a condition stands in it, if it does.</param>
    public ReadOnlySpan<int> In(int bucket, IReadOnlyDictionary<int, ImmutableArray<int>> positionOf)
    {
        if (conditions.IsEmpty)
            return [];
        return positions[bucket] ??= Find(positionOf);
    }

    private int[] Find(IReadOnlyDictionary<int, ImmutableArray<int>> positionOf) =>
        [.. conditions.SelectMany(c => positionOf.GetValueOrDefault(c, [])).Order()];
}

/// <summary>
/// The profiles that came up so far. Processes of one kind share one, so there are few; should there be many, the rest are told that
/// there is none for them.
/// </summary>
internal sealed class ProcessProfiles(int buckets)
{
    private const int MaxProfiles = 4096;

    private readonly Lock writing = new();
    private readonly Dictionary<int[], int> numbers = new(new BySequence());
    private volatile ProcessProfile?[] profiles = new ProcessProfile?[64];

    /// <summary>A profile by its number, which is not 0.</summary>
    public ProcessProfile this[int number] => profiles[number]!;

    /// <summary>The number of the profile for these conditions, ascending; 0 when there are too many profiles already.</summary>
    public int NumberOf(ReadOnlySpan<int> conditions)
    {
        lock (writing)
        {
            if (numbers.GetAlternateLookup<ReadOnlySpan<int>>().TryGetValue(conditions, out int number))
                return number;
            number = numbers.Count + 1;
            if (number > MaxProfiles)
                return 0;
            var current = profiles;
            if (number == current.Length)
                Array.Resize(ref current, number * 2);
            current[number] = new ProcessProfile([.. conditions], buckets);
            profiles = current;
            numbers[conditions.ToArray()] = number;
            return number;
        }
    }

    private sealed class BySequence : IEqualityComparer<int[]>, IAlternateEqualityComparer<ReadOnlySpan<int>, int[]>
    {
        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<int> alternate, int[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(int[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<int> alternate)
        {
            var hash = default(HashCode);
            foreach (int number in alternate)
                hash.Add(number);
            return hash.ToHashCode();
        }

        public int[] Create(ReadOnlySpan<int> alternate) => alternate.ToArray();
    }
}
