using Saker.State;

namespace Saker.Sensor.Metrics;

/// <summary>What the state holds and how it came to that.</summary>
internal static class StateMetrics
{
    /// <summary>Counters that Falco has as well; the others are Saker's own.</summary>
    private static readonly HashSet<string> common =
    [
        "n_threads", "n_fds", "n_added_threads", "n_removed_threads", "n_added_fds", "n_removed_fds", "n_drops_full_threadtable",
        "n_cached_thread_lookups", "n_cached_fd_lookups", "n_noncached_thread_lookups", "n_failed_thread_lookups", "n_noncached_fd_lookups", "n_failed_fd_lookups", "n_containers",
    ];

    /// <summary>Counters of Falco's of what it keeps between the begin and the end of a call. There is nothing to keep here, but dashboards ask for them.</summary>
    private static readonly string[] absent = ["n_stored_evts", "n_store_evts_drops", "n_retrieved_evts", "n_retrieve_evts_drops"];

    public static IEnumerable<Metric> Of(IEnumerable<StateCounter> counters) =>
        counters.Concat(absent.Select(name => new StateCounter(name, 0, IsMonotonic: true))).Select(Of);

    private static Metric Of(StateCounter c)
    {
        bool isCommon = common.Contains(c.Name) || absent.Contains(c.Name);
        string name = (isCommon ? "falcosecurity_scap_" : "saker_state_") + c.Name + (c.IsMonotonic ? "_total" : "");
        return new Metric(name, $"Of the state: {c.Name}.", c.Value) { Key = (isCommon ? "falco." : "saker.") + c.Name };
    }
}
