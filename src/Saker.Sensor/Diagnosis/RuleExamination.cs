using System.Globalization;
using Saker.Kernel;

namespace Saker.Sensor.Diagnosis;

/// <summary>Which rules of a running sensor cost most.</summary>
internal static class RuleExamination
{
    private const int Dearest = 3;

    /// <summary>Names the rules that most time is spent on; nothing before any was measured.</summary>
    /// <param name="numbers">What the sensor serves.</param>
    public static IEnumerable<Finding> Of(ServedNumbers numbers)
    {
        var seconds = numbers.ByLabel("saker_rule_evaluation_seconds_total").OrderByDescending(r => r.Value).ToList();
        double all = seconds.Sum(r => r.Value);
        if (all == 0)
            yield break;
        var asked = numbers.ByLabel("saker_rule_evaluations_total").ToDictionary(r => r.Label, r => r.Value);
        var dearest = seconds.Take(Dearest).Select(r => string.Create(
            CultureInfo.InvariantCulture, $"'{r.Label}' {r.Value / all * 100:F0}% ({r.Value / asked[r.Label] * 1e9:F0} ns each time)"));
        yield return new Finding("rules' time", FindingSeverity.Good, $"most goes to {string.Join(", ", dearest)}");
    }
}
