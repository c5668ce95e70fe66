using Saker.Rules.Binding;
using Saker.Sensor.Rules;

namespace Saker.Authoring.Linting.Checks;

/// <summary>Rules about nothing but calls that are too frequent to be delivered unless somebody asks for them.</summary>
internal sealed class HighVolumeCheck : ILintCheck
{
    public IEnumerable<LintFinding> Find(LintSubject subject)
    {
        foreach (var rule in subject.Rules)
        {
            var names = EventTypeAlgebra.TypesOf(rule.Condition).Names().ToList();
            if (names.Count is > 0 and <= 20 && names.TrueForAll(WatchedCalls.IsHighVolume))
            {
                yield return LintSubject.Finding(
                    LintCode.HighVolumeEvents, $"rule '{rule.Name}'", rule.Origin!, $"{string.Join(", ", names)} are watched with base_syscalls.all only");
            }
        }
    }
}
