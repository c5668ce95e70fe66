using System.Diagnostics;
using Saker.Rules;

namespace Saker.Alerts.Outputs;

/// <summary>Says by alerts, to every output, that one of them lost alerts and how many: a gap that nobody knows of is the worst.</summary>
internal sealed class LossNotices(IReadOnlyList<OutputLane> lanes, AlertFormat format, TimeSpan interval, Action<Priority, string> report)
{
    private const string Rule = "Saker internal: alerts lost";

    private readonly long[] saidToOthers = new long[lanes.Count];
    private readonly long[] saidToItself = new long[lanes.Count];
    private readonly long[] lastTime = new long[lanes.Count];

    /// <summary>Whether an alert is about lost alerts. That such a one was refused is not said again: it would never end.</summary>
    public static bool IsNotice(Alert alert) => alert is { Source: "internal", Rule: Rule };

    /// <summary>Says what has not been said yet.</summary>
    public void Say()
    {
        for (int i = 0; i < lanes.Count; i++)
        {
            long lost = lanes[i].Lost;
            if (lost > saidToItself[i] && (lastTime[i] == 0 || Stopwatch.GetElapsedTime(lastTime[i]) >= interval))
                Say(i, lost);
        }
    }

    private void Say(int index, long lost)
    {
        var lane = lanes[index];
        if (lost > saidToOthers[index])
        {
            report(Priority.Error, $"output {lane.Name}: {lost - saidToOthers[index]} alerts lost, {lost} in all");
            var notice = Notice(lane.Name, lost - saidToOthers[index], lost);
            foreach (var other in lanes)
            {
                if (other != lane)
                    other.TryAdd(notice);
            }

            saidToOthers[index] = lost;
            lastTime[index] = Stopwatch.GetTimestamp();
        }

        // The output itself has no room yet, perhaps; it is told once it has.
        if (lane.TryAdd(Notice(lane.Name, lost - saidToItself[index], lost)))
            saidToItself[index] = lost;
    }

    private Alert Notice(string output, long lost, long all) => new InternalAlert(
        Rule, Priority.Error, $"Alerts to output {output} were lost.",
        new Dictionary<string, object> { ["n_lost"] = lost, ["n_lost_total"] = all, ["output"] = output })
        .Render(format, (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100);
}
