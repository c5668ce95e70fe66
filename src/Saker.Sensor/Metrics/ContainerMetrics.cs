using Saker.Sensor.Holding;

namespace Saker.Sensor.Metrics;

/// <summary>What was found out about containers, and what became of the alerts that waited for it.</summary>
internal static class ContainerMetrics
{
    public static IEnumerable<Metric> Of(ContainerIntake intake)
    {
        var (questions, held) = (intake.Questions, intake.Held);
        yield return Number("container_questions_total", "Containers that were asked about.", questions.Questions);
        yield return Number("container_answers_total", "Containers of which all is known that can be had.", questions.Answers);
        yield return Number("container_engine_failures_total", "Times that a container engine did not answer.", questions.Failures);
        yield return Number("held_events", "Events that wait for what is to be known of their container.", held.Waiting);
        yield return Number("held_events_total", "Events that were held back for that.", held.Held);
        yield return Number("held_events_completed_total", "Events that went on once their container was known.", held.Completed);
        yield return Number("held_events_expired_total", "Events whose deadline passed before.", held.Expired);
        yield return Number("held_events_overflowed_total", "Events that were not held back because too many waited.", held.Overflowed);
        yield return Number("held_seconds_total", "Time that events were held back, summed.", held.Time.TotalSeconds);
        yield return Number("alerts_amended_total", "Alerts that followed an incomplete one.", held.Amended);
        yield return Number("alerts_withdrawn_total", "Alerts that took an incomplete one back.", held.Withdrawn);
        yield return Number("alerts_late_total", "Alerts that came about after the deadline.", held.Late);
    }

    private static Metric Number(string name, string help, double value) => new("saker_" + name, help, value) { Key = "saker." + name };
}
