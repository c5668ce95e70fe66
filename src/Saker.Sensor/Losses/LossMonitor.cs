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
    private KernelCounts? former;

    /// <summary>Whether the sensor is to end for what was lost.</summary>
    public bool MustExit { get; private set; }

    /// <summary>Looks, when a second has passed.</summary>
    /// <param name="eventsSoFar">Events that came.</param>
    /// <param name="lostSoFar">Asks how many were lost.</param>
    /// <param name="counts">Asks what they were.</param>
    /// <param name="account">Asks what was lost since it was asked last, and by whom; null when nothing was.</param>
    public void Turn(ulong eventsSoFar, Func<ulong> lostSoFar, Func<KernelCounts?> counts, Func<LossAccount?> account)
    {
        if (time.GetElapsedTime(last) < interval)
            return;
        last = time.GetTimestamp();
        ulong lostUntilNow = lostSoFar();
        ulong came = eventsSoFar - events, missing = lostUntilNow - lost;
        (events, lost) = (eventsSoFar, lostUntilNow);
        if (options.Simulate)
            (came, missing) = (came + 1, came + 1);
        if (missing > 0 && missing >= options.Threshold * (came + (options.Simulate ? 0 : missing)))
            Act(came, missing, counts, account);
    }

    private void Act(ulong came, ulong missing, Func<KernelCounts?> counts, Func<LossAccount?> account)
    {
        if (options.Actions == DropActions.Ignore || !bucket.TryTake())
            return;
        string message = $"Falco internal: syscall event drop. {missing} system calls dropped in last second.";
        var (now, what) = (counts(), account());
        if ((options.Actions & DropActions.Log) != 0)
            log.Write(LogLevel.Debug, what is null ? message : $"{message} Most of them, {what.CgroupLost}, were of cgroup {what.CgroupPath ?? Text((long)what.Cgroup)}.");
        if ((options.Actions & DropActions.Alert) != 0)
            raise(new InternalAlert("Falco internal: syscall event drop", Priority.Debug, message, Fields(came, missing, now, what)));
        former = now;
        if ((options.Actions & DropActions.Exit) != 0)
        {
            log.Write(LogLevel.Critical, $"{missing} events were lost within a second, and syscall_event_drops.actions says to exit");
            MustExit = true;
        }
    }

    /// <summary>
    /// All as texts, as consumers know them. The sums are of this second; what the losses were and whose is told of all since the former
    /// alert, so that the alerts together account for every loss.
    /// </summary>
    private Dictionary<string, object> Fields(ulong came, ulong missing, KernelCounts? counts, LossAccount? account)
    {
        var fields = new Dictionary<string, object>
        {
            ["ebpf_enabled"] = "1",
            ["n_evts"] = Text((long)came),
            ["n_drops"] = Text((long)missing),
            ["n_drops_buffer_total"] = Text((counts?.Lost ?? 0) - (former?.Lost ?? 0)),
            ["n_drops_bug"] = "0",
            ["n_drops_page_faults"] = "0",
            ["n_drops_scratch_map"] = "0",
        };
        for (int i = 0; i < KernelCounts.Kinds.Length; i++)
            fields[$"n_drops_buffer_{KernelCounts.Kinds[i]}_exit"] = Text((counts?.LostByKind[i] ?? 0) - (former?.LostByKind[i] ?? 0));
        if (account is not null)
        {
            fields["saker.lost_types"] = string.Join(' ', account.ByType.OrderByDescending(t => t.Value).Select(t => $"{t.Key}:{t.Value}"));
            fields["saker.lost_from"] = Text((long)account.From);
            fields["saker.lost_until"] = Text((long)account.Until);
            fields["saker.busiest_cgroup_id"] = Text((long)account.Cgroup);
            fields["saker.busiest_cgroup"] = account.CgroupPath ?? "";
            fields["saker.busiest_cgroup_lost"] = Text((long)account.CgroupLost);
        }

        return fields;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
