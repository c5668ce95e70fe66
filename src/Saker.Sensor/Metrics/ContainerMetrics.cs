using Saker.Sensor.Holding;

namespace Saker.Sensor.Metrics;

/// <summary>What was found out about containers, and what became of the alerts that waited for it.</summary>
internal static class ContainerMetrics
{
    /// <summary>Summed over readers.</summary>
    public static IEnumerable<Metric> Of(IReadOnlyList<ContainerIntake> intakes)
    {
        yield return Number("container_questions_total", "Containers that were asked about.", intakes.Sum(i => i.Questions.Questions));
        yield return Number("container_answers_total", "Containers of which all is known that can be had.", intakes.Sum(i => i.Questions.Answers));
        yield return Number("container_engine_failures_total", "Times that a container engine did not answer.", intakes.Sum(i => i.Questions.Failures));
        yield return Number("held_events", "Events that wait for what is to be known of their container.", intakes.Sum(i => i.Held.Waiting));
        yield return Number("held_events_total", "Events that were held back for that.", intakes.Sum(i => i.Held.Held));
        yield return Number("held_events_completed_total", "Events that went on once their container was known.", intakes.Sum(i => i.Held.Completed));
        yield return Number("held_events_expired_total", "Events whose deadline passed before.", intakes.Sum(i => i.Held.Expired));
        yield return Number("held_events_overflowed_total", "Events that were not held back because too many waited.", intakes.Sum(i => i.Held.Overflowed));
        yield return Number("held_seconds_total", "Time that events were held back, summed.", intakes.Sum(i => i.Held.Time.TotalSeconds));
        yield return Number("alerts_amended_total", "Alerts that followed an incomplete one.", intakes.Sum(i => i.Held.Amended));
        yield return Number("alerts_withdrawn_total", "Alerts that took an incomplete one back.", intakes.Sum(i => i.Held.Withdrawn));
        yield return Number("alerts_late_total", "Alerts that came about after the deadline.", intakes.Sum(i => i.Held.Late));
    }

    private static Metric Number(string name, string help, double value) => new("saker_" + name, help, value) { Key = "saker." + name };
}
