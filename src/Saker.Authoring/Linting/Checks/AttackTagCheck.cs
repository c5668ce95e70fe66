using System.Globalization;
using System.Text.RegularExpressions;
using Saker.Rules;

namespace Saker.Authoring.Linting.Checks;

/// <summary>Tags that look like techniques or tactics of MITRE ATT&amp;CK and are none.</summary>
internal sealed partial class AttackTagCheck : ILintCheck
{
    private const string TacticPrefix = "mitre_";

    // Tactics of the matrix for enterprises, https://attack.mitre.org/tactics/enterprise/.
    private static readonly HashSet<string> Tactics = new string[]
    {
        "reconnaissance", "resource_development", "initial_access", "execution", "persistence", "privilege_escalation", "defense_evasion",
        "credential_access", "discovery", "lateral_movement", "collection", "command_and_control", "exfiltration", "impact",
    }.Select(t => TacticPrefix + t).ToHashSet();

    public IEnumerable<LintFinding> Find(LintSubject subject)
    {
        foreach (var rule in subject.Rules)
        {
            foreach (string tag in rule.Tags)
            {
                if (tag.StartsWith(TacticPrefix, StringComparison.OrdinalIgnoreCase) && !Tactics.Contains(tag))
                {
                    string near = NearNames.Of(tag, Tactics) is [var name, ..] ? $"; near to it is {name}" : "";
                    yield return Finding(LintCode.AttackTactic, rule, $"tag '{tag}' names no tactic{near}");
                }
                else if (LooksLikeId().IsMatch(tag) && !IsId(tag))
                {
                    yield return Finding(LintCode.AttackTechnique, rule, $"tag '{tag}' is the id of no technique or tactic");
                }
            }
        }
    }

    private static LintFinding Finding(LintCode code, Rule rule, string message) =>
        LintSubject.Finding(code, $"rule '{rule.Name}'", rule.Origin!, message);

    /// <summary>Ids grow with every version, so the known ranges have some room at their ends.</summary>
    private static bool IsId(string tag)
    {
        var match = Id().Match(tag);
        if (!match.Success)
            return false;
        int number = int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
        if (match.Groups["tactic"].Success)
            return number is (>= 1 and <= 11) or (>= 27 and <= 43) or (>= 100 and <= 111);
        bool known = number is (>= 1001 and <= 1799) or (>= 800 and <= 899);
        return known && (!match.Groups["sub"].Success || int.Parse(match.Groups["sub"].ValueSpan, CultureInfo.InvariantCulture) is >= 1 and <= 40);
    }

    [GeneratedRegex(@"^[Tt][Aa]?-?\d{3,}(\.\d*)?$")]
    private static partial Regex LooksLikeId();

    [GeneratedRegex(@"^T(?<tactic>A)?(?<number>\d{4})(\.(?<sub>\d{3}))?$")]
    private static partial Regex Id();
}
