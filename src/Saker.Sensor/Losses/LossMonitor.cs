using System.Globalization;
using Saker.Alerts;
using Saker.Rules;
using Saker.Sensor.Configuration;

namespace Saker.Sensor.Losses;

/// <summary>
/// Looks once a second which part of the events was lost, and does what the operator wants done when it is too much. Not more often than
/// wanted either: whoever loses events has no time for many alerts.
/// </summary>
/// <param name="options">What is wanted.</param>
/// <param name="raise">Delivers an alert.</param>
/// <param name="log">The log.</param>
/// <param name="time">The clock.</param>
internal sealed class LossMonitor(DropOptions options, Action<InternalAlert> raise, Log log, TimeProvider time)
{
    private static readonly TimeSpan interval = TimeSpan.FromSeconds(1);

    private readonly TokenBucket bucket = new(options.Rate, options.MaxBurst, time);
    private long last = time.GetTimestamp();
    private ulong events;
    private ulong lost;

    /// <summary>Whether the sensor is to end for what was lost.</summary>
    public bool MustExit { get; private set; }

    /// <summary>Looks, when a second has passed.</summary>
    /// <param name="eventsSoFar">Events that came.</param>
    /// <param name="lostSoFar">Events that were lost.</param>
    /// <param name="counts">Asks what they were.</param>
    public void Turn(ulong eventsSoFar, ulong lostSoFar, Func<KernelCounts?> counts)
    {
        if (time.GetElapsedTime(last) < interval)
            return;
        last = time.GetTimestamp();
        ulong came = eventsSoFar - events, missing = lostSoFar - lost;
        (events, lost) = (eventsSoFar, lostSoFar);
        if (options.Simulate)
            (came, missing) = (came + 1, came + 1);
        if (missing > 0 && missing >= options.Threshold * (came + (options.Simulate ? 0 : missing)))
            Act(came, missing, counts);
    }

    private void Act(ulong came, ulong missing, Func<KernelCounts?> counts)
    {
        if (options.Actions == DropActions.Ignore || !bucket.TryTake())
            return;
        string message = $"Falco internal: syscall event drop. {missing} system calls dropped in last second.";
        if ((options.Actions & DropActions.Log) != 0)
            log.Write(LogLevel.Debug, message);
        if ((options.Actions & DropActions.Alert) != 0)
            raise(new InternalAlert("Falco internal: syscall event drop", Priority.Debug, message, Fields(came, missing, counts())));
        if ((options.Actions & DropActions.Exit) != 0)
        {
            log.Write(LogLevel.Critical, $"{missing} events were lost within a second, and syscall_event_drops.actions says to exit");
            MustExit = true;
        }
    }

    /// <summary>All as texts, as consumers know them. Of what was lost in this second only the sum is known; kinds are those since the start.</summary>
    private static Dictionary<string, object> Fields(ulong came, ulong missing, KernelCounts? counts)
    {
        var fields = new Dictionary<string, object>
        {
            ["ebpf_enabled"] = "1",
            ["n_evts"] = Text((long)came),
            ["n_drops"] = Text((long)missing),
            ["n_drops_buffer_total"] = Text(counts?.Lost ?? 0),
            ["n_drops_bug"] = "0",
            ["n_drops_page_faults"] = "0",
            ["n_drops_scratch_map"] = "0",
        };
        for (int i = 0; i < KernelCounts.Kinds.Length; i++)
            fields[$"n_drops_buffer_{KernelCounts.Kinds[i]}_exit"] = Text(counts?.LostByKind[i] ?? 0);
        return fields;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
