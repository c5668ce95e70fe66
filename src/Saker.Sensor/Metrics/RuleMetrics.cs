using System.Globalization;
using Saker.Sensor.Rules;

namespace Saker.Sensor.Metrics;

/// <summary>Alerts by rule, for rules with any, and what asking each rule costs.</summary>
internal static class RuleMetrics
{
    public static IEnumerable<Metric> Of(Judgement judgement)
    {
        var alerts = judgement.Alerts;
        yield return new Metric("saker_alerts_total", "Alerts of all rules.", alerts.Sum(a => a.Count)) { Key = "falco.rules.matches_total" };
        foreach (var (rule, count) in alerts)
        {
            (string, string)[] labels =
            [
                ("rule_name", rule.Name), ("priority", ((int)rule.Priority).ToString(CultureInfo.InvariantCulture)), ("source", rule.Source),
                .. rule.Tags.Order(StringComparer.Ordinal).Select(t => ($"tag_{t}", "true")).DistinctBy(t => t.Item1),
            ];
            yield return new Metric("falcosecurity_falco_rules_matches_total", "Alerts of a rule.", count, labels) { Key = $"falco.rules.{Sanitize(rule.Name)}" };
        }

        if (judgement.Matcher.Costs is not { } costs)
            yield break;
        foreach (var rule in judgement.Matcher.Rules.Where(r => costs.Evaluations(r.Index) > 0))
        {
            yield return new Metric("saker_rule_evaluations_total", "Times that a rule was asked, estimated from a sample.", costs.Evaluations(rule.Index), ("rule_name", rule.Name));
            yield return new Metric("saker_rule_evaluation_seconds_total", "Time that asking a rule takes, estimated from a sample.", costs.Seconds(rule.Index), ("rule_name", rule.Name));
        }
    }

    /// <summary>Everything but letters and digits becomes an underscore, and several of them one.</summary>
    private static string Sanitize(string name) => string.Join('_', name.Split([.. name.Where(c => !char.IsAsciiLetterOrDigit(c))], StringSplitOptions.RemoveEmptyEntries));
}
