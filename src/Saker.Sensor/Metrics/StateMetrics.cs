using Saker.State;

namespace Saker.Sensor.Metrics;

/// <summary>What the state holds and how it came to that.</summary>
internal static class StateMetrics
{
    /// <summary>Counters that Falco has as well; the others are Saker's own.</summary>
    private static readonly HashSet<string> common =
    [
        "n_threads", "n_fds", "n_added_threads", "n_removed_threads", "n_added_fds", "n_removed_fds", "n_drops_full_threadtable",
        "n_noncached_thread_lookups", "n_failed_thread_lookups", "n_noncached_fd_lookups", "n_failed_fd_lookups", "n_containers",
    ];

    public static IEnumerable<Metric> Of(IEnumerable<StateCounter> counters) => counters.Select(c =>
    {
        bool isCommon = common.Contains(c.Name);
        string name = (isCommon ? "falcosecurity_scap_" : "saker_state_") + c.Name + (c.IsMonotonic ? "_total" : "");
        return new Metric(name, $"Of the state: {c.Name}.", c.Value) { Key = (isCommon ? "falco." : "saker.") + c.Name };
    });
}
