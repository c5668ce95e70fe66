using Saker.Forwarder.Delivery;
using Saker.Rules;

namespace Saker.Forwarder.Metrics;

/// <summary>The forwarder's counts under the names that Falcosidekick has for StatsD, as what was added since they were last asked for.</summary>
internal sealed class StatsdCounts(InputCounts input, IReadOnlyList<DeliveryLane> lanes)
{
    private readonly Dictionary<StatsdCount, long> told = [];

    /// <summary>What was added.</summary>
    public IReadOnlyList<(StatsdCount Count, long Added)> Next()
    {
        List<(StatsdCount, long)> added = [];
        foreach (var (count, now) in All())
        {
            long before = told.GetValueOrDefault(count);
            if (now > before)
                added.Add((count, now - before));
            told[count] = now;
        }

        return added;
    }

    private IEnumerable<(StatsdCount Count, long Value)> All()
    {
        foreach (var source in input.Sources)
        {
            yield return (new StatsdCount($"inputs.{source.Source}.accepted"), source.Accepted);
            yield return (new StatsdCount($"inputs.{source.Source}.rejected"), source.Rejected);
        }

        foreach (var priority in input.Alerts.GroupBy(a => a.Labels.First(l => l.Name == "priority_raw").Value))
            yield return (new StatsdCount("falco.accepted", ("priority", Name(priority.Key))), priority.Sum(a => a.Count));
        foreach (var lane in lanes)
        {
            string output = lane.Name.Replace(".", "", StringComparison.Ordinal);
            yield return (new StatsdCount("outputs", ("output", output), ("status", "ok")), lane.Counts.Delivered);
            yield return (new StatsdCount("outputs", ("output", output), ("status", "error")), lane.Counts.Failed);
        }
    }

    private static string Name(string priority) => Priorities.TryParse(priority, out var known) ? known.ToString() : priority;
}

/// <summary>A count, with what tells it apart from others of its name.</summary>
internal sealed record StatsdCount(string Name, params (string Name, string Value)[] Tags)
{
    /// <summary>For StatsD, which knows no tags: their values become parts of the name.</summary>
    public string ToStatsd(string prefix, long added) => $"{prefix}{Name}{string.Concat(Tags.Select(t => "." + t.Value))}:{added}|c";

    /// <summary>For DogStatsD: https://docs.datadoghq.com/developers/dogstatsd/datagram_shell/</summary>
    public string ToDogStatsd(string prefix, long added, IReadOnlyList<string> more)
    {
        string tags = string.Join(',', Tags.Select(t => $"{t.Name}:{t.Value}").Concat(more));
        return $"{prefix}{Name}:{added}|c{(tags.Length > 0 ? "|#" + tags : "")}";
    }

    /// <inheritdoc/>
    public bool Equals(StatsdCount? other) => other is not null && Name == other.Name && Tags.SequenceEqual(other.Tags);

    /// <inheritdoc/>
    public override int GetHashCode() => Tags.Aggregate(Name.GetHashCode(StringComparison.Ordinal), (hash, tag) => HashCode.Combine(hash, tag));
}
