using Saker.Kernel;
using Saker.Sensor.Diagnosis;

namespace Saker.Sensor.Tests.Diagnosis;

/// <summary>The doctor names the rules that most time is spent on.</summary>
public class RuleExaminationTests
{
    [Fact]
    public void The_dearest_rules_are_named_with_their_share_and_time()
    {
        var numbers = new ServedNumbers("""
            # TYPE saker_rule_evaluations_total counter
            saker_rule_evaluations_total{rule_name="Cheap"} 1000
            saker_rule_evaluations_total{rule_name="Says \"dear\""} 1000
            saker_rule_evaluation_seconds_total{rule_name="Cheap"} 0.00001
            saker_rule_evaluation_seconds_total{rule_name="Says \"dear\""} 0.00009
            """);
        var finding = RuleExamination.Of(numbers).Should().ContainSingle().Subject;
        finding.Severity.Should().Be(FindingSeverity.Good);
        finding.Message.Should().Be("most goes to 'Says \"dear\"' 90% (90 ns each time), 'Cheap' 10% (10 ns each time)");
    }

    [Fact]
    public void Nothing_is_said_before_anything_was_measured() => RuleExamination.Of(new ServedNumbers("saker_alerts_total 0\n")).Should().BeEmpty();
}
