using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Saker.Forwarder.Metrics;

/// <summary>Counts by labels.</summary>
internal sealed partial class LabelledCounts
{
    // So many different combinations of labels are counted by themselves; what comes later is not, lest they fill the memory.
    private const int MaxSeries = 10_000;

    private readonly ConcurrentDictionary<string, Series> series = new();

    /// <summary>Each combination of labels that has come up, and how often.</summary>
    public IEnumerable<((string Name, string Value)[] Labels, long Count)> All => series.Values.Select(s => (s.Labels, s.Count));

    /// <summary>The name of a field as a label.</summary>
    public static string Name(string field) => field.Replace('.', '_');

    /// <summary>Whether the name of a field can become that of a label.</summary>
    public static bool IsName(string field) => LabelName().IsMatch(Name(field));

    /// <summary>Counts one more.</summary>
    public void Add((string Name, string Value)[] labels)
    {
        string key = string.Join('\n', labels.Select(l => l.Value));
        if (series.TryGetValue(key, out var known) || (series.Count < MaxSeries && (known = series.GetOrAdd(key, _ => new Series(labels))) is not null))
            known.Add();
    }

    [GeneratedRegex("^[a-zA-Z_:][a-zA-Z0-9_:]*$")]
    private static partial Regex LabelName();

    private sealed class Series((string Name, string Value)[] labels)
    {
        private long count;

        public (string Name, string Value)[] Labels => labels;

        public long Count => Interlocked.Read(ref count);

        public void Add() => Interlocked.Increment(ref count);
    }
}
