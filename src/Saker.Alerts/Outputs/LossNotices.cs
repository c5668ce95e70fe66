using System.Diagnostics;
using Saker.Rules;

namespace Saker.Alerts.Outputs;

/// <summary>Says by alerts, to every output, that one of them lost alerts and how many: a gap that nobody knows of is the worst.</summary>
internal sealed class LossNotices(Func<IReadOnlyList<OutputLane>> lanes, AlertFormat format, TimeSpan interval, Action<Priority, string> report)
{
    private const string Rule = "Saker internal: alerts lost";

    private readonly Dictionary<OutputLane, Told> told = [];

    /// <summary>Whether an alert is about lost alerts. That such a one was refused is not said again: it would never end.</summary>
    public static bool IsNotice(Alert alert) => alert is { Source: "internal", Rule: Rule };

    /// <summary>Says what has not been said yet.</summary>
    public void Say()
    {
        var all = lanes();
        foreach (var lane in all)
        {
            long lost = lane.Lost;
            if (lost == 0)
                continue;
            if (!told.TryGetValue(lane, out var said))
                told[lane] = said = new Told();
            if (lost > said.ToItself && (said.Time == 0 || Stopwatch.GetElapsedTime(said.Time) >= interval))
                Say(lane, said, lost, all);
        }

        foreach (var ended in told.Keys.Except(all).ToList())
            told.Remove(ended);
    }

    private void Say(OutputLane lane, Told said, long lost, IReadOnlyList<OutputLane> all)
    {
        if (lost > said.ToOthers)
        {
            report(Priority.Error, $"output {lane.Name}: {lost - said.ToOthers} alerts lost, {lost} in all");
            var notice = Notice(lane.Name, lost - said.ToOthers, lost);
            foreach (var other in all)
            {
                if (other != lane)
                    other.TryAdd(notice);
            }

            said.ToOthers = lost;
            said.Time = Stopwatch.GetTimestamp();
        }

        // The output itself has no room yet, perhaps; it is told once it has.
        if (lane.TryAdd(Notice(lane.Name, lost - said.ToItself, lost)))
            said.ToItself = lost;
    }

    private Alert Notice(string output, long lost, long all) => new InternalAlert(
        Rule, Priority.Error, $"Alerts to output {output} were lost.",
        new Dictionary<string, object> { ["n_lost"] = lost, ["n_lost_total"] = all, ["output"] = output })
        .Render(format, (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100);

    /// <summary>Which losses of an output were said, and when.</summary>
    private sealed class Told
    {
        public long ToOthers { get; set; }

        public long ToItself { get; set; }

        public long Time { get; set; }
    }
}
