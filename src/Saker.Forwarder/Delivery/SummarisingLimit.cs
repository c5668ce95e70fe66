using System.Text.Json;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Delivery;

/// <summary>
/// Lets so many alerts of one rule, priority, machine and source through in each interval, and tells of the others by one alert at its end. With a limit
/// of one it gathers: the first alert at once, and then one for all others.
/// </summary>
/// <param name="alerts">How many; at least 1.</param>
/// <param name="interval">How long an interval is; it begins with the first alert.</param>
/// <param name="time">The clock.</param>
internal sealed class SummarisingLimit(int alerts, TimeSpan interval, TimeProvider time)
{
    /// <summary>The field of a summary that holds how many alerts it stands for.</summary>
    public const string CountField = "saker.summarised";

    /// <summary>So many kinds of alerts are counted at a time; what is of others is let through, lest they fill the memory.</summary>
    private const int MaxKinds = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Rule, string Priority, string Hostname, string Source), Window> windows = [];
    private readonly List<ForwardedAlert> finished = [];

    /// <summary>How long an interval is.</summary>
    public TimeSpan Interval => interval;

    /// <summary>The keys of an output.</summary>
    public static IReadOnlyList<ConfigKey> Keys { get; } =
    [
        ConfigKey.Number("ratelimit.alerts", "How many alerts of one rule, priority, machine and source it gets in each interval, those beyond that as one; 0 for all."),
        ConfigKey.Duration("ratelimit.interval", "How long such an interval is.", "1m"),
    ];

    /// <summary>Takes the limit of an output from its part of the configuration.</summary>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="ForwarderConfigException">It is none.</exception>
    public static SummarisingLimit? Of(Section output, TimeProvider time) => output.Number("ratelimit.alerts") switch
    {
        0 => null,
        < 0 => throw output.Error("ratelimit.alerts", "0 or more is expected"),
        var alerts => new SummarisingLimit(alerts, output.Duration("ratelimit.interval"), time),
    };

    /// <summary>Whether an alert goes through; one that does not is counted.</summary>
    public bool Admits(ForwardedAlert alert)
    {
        if (alert.IsTest)
            return true;
        lock (gate)
        {
            var kind = Kind(alert);
            var now = time.GetUtcNow();
            if (windows.TryGetValue(kind, out var window) && window.End <= now)
            {
                Finish(window);
                windows.Remove(kind);
                window = null;
            }

            if (window is null)
            {
                if (windows.Count < MaxKinds)
                    windows[kind] = new Window(now + interval) { Passed = 1 };
                return true;
            }

            if (window.Passed < alerts)
            {
                window.Passed++;
                return true;
            }

            window.Held++;
            window.Last = alert;
            return false;
        }
    }

    /// <summary>Takes back that an alert went through: there was no room for it, and it may come again.</summary>
    public void Withdraw(ForwardedAlert alert)
    {
        if (alert.IsTest)
            return;
        lock (gate)
        {
            if (windows.TryGetValue(Kind(alert), out var window) && window.Passed > 0)
                window.Passed--;
        }
    }

    /// <summary>Summaries of intervals that have ended, or of all.</summary>
    public IReadOnlyList<ForwardedAlert> Summaries(bool all = false)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            foreach (var (kind, window) in windows.Where(w => all || w.Value.End <= now).ToArray())
            {
                Finish(window);
                windows.Remove(kind);
            }

            ForwardedAlert[] summaries = [.. finished];
            finished.Clear();
            return summaries;
        }
    }

    private static (string Rule, string Priority, string Hostname, string Source) Kind(ForwardedAlert alert) =>
        (alert.Rule, alert.PriorityName, alert.Hostname, alert.Source);

    private void Finish(Window window)
    {
        if (window.Last is not { } last)
            return;
        var fields = new SortedDictionary<string, JsonElement>(last.Fields, StringComparer.Ordinal) { [CountField] = JsonSerializer.SerializeToElement(window.Held) };
        finished.Add(last with
        {
            Id = Guid.CreateVersion7().ToString(),
            Output = $"{window.Held} more alerts of this kind within {interval.TotalSeconds} s, the last of them: {last.Output}",
            Fields = fields,
        });
    }

    private sealed class Window(DateTimeOffset end)
    {
        public DateTimeOffset End => end;

        public int Passed { get; set; }

        public int Held { get; set; }

        public ForwardedAlert? Last { get; set; }
    }
}
