using System.Globalization;
using Saker.Forwarder.Configuration;
using Saker.Rules;

namespace Saker.Forwarder.Destinations.Alerting;

/// <summary>Makes few values of the numbers in alerts about lost events, so that Alertmanager sees the same alert again and not a new one.</summary>
internal sealed class DropThresholds(Priority usual, IReadOnlyList<(long Events, Priority Priority)> steps)
{
    /// <summary>Takes them from the configuration.</summary>
    /// <exception cref="ForwarderConfigException">They are none.</exception>
    public static DropThresholds Of(Section settings)
    {
        var steps = new List<(long, Priority)>();
        foreach (string step in settings.Text("dropeventthresholds").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (step.Split(':', StringSplitOptions.TrimEntries) is not [var events, var name]
                || !long.TryParse(events, NumberStyles.None, CultureInfo.InvariantCulture, out long number) || !Priorities.TryParse(name, out var priority))
            {
                throw settings.Error("dropeventthresholds", "numbers and priorities such as 1000:critical, 10:warning are expected");
            }

            steps.Add((number, priority));
        }

        return new DropThresholds(settings.Priority("dropeventdefaultpriority") ?? Priority.Critical, [.. steps.OrderByDescending(s => s.Item1)]);
    }

    /// <summary>The label of a number of lost events, and the graver of two priorities.</summary>
    public (string? Label, Priority Priority) Judge(string? value, Priority priority)
    {
        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long events))
            return (value, priority);
        if (events == 0)
            return ("0", Graver(priority, Priority.Warning));
        foreach (var (limit, least) in steps)
        {
            if (events > limit)
                return ($">{limit}", Graver(priority, least));
        }

        return (value, Graver(priority, usual));
    }

    private static Priority Graver(Priority one, Priority other) => one < other ? one : other;
}
