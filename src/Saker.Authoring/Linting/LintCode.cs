using System.Collections.Immutable;
using Saker.Rules.Files;

namespace Saker.Authoring.Linting;

/// <summary>How grave a finding is.</summary>
public enum LintSeverity
{
    /// <summary>The rules do not work.</summary>
    Error,
    /// <summary>The rules work, but not as they were meant.</summary>
    Warning,
    /// <summary>Worth knowing; may well be on purpose.</summary>
    Note,
}

/// <summary>A kind of finding. Names do not change once they were published; each has a page of its name in docs/findings.</summary>
/// <param name="Name">As results print it.</param>
/// <param name="Severity">How grave it is.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record LintCode(string Name, LintSeverity Severity, string Remedy)
{
    /// <summary>No event can satisfy a rule.</summary>
    public static LintCode RuleNeverMatches { get; } = new(
        "LINT_RULE_NEVER_MATCHES", LintSeverity.Error, "correct the parts that exclude each other, or remove the rule");

    /// <summary>A rule cannot match because a part of it says never.</summary>
    public static LintCode RuleSwitchedOff { get; } = new(
        "LINT_RULE_SWITCHED_OFF", LintSeverity.Note, "override the macro that says never to switch the rule on, or write 'enabled: false'");

    /// <summary>An earlier rule matches whatever this one matches.</summary>
    public static LintCode RuleShadowed { get; } = new(
        "LINT_RULE_SHADOWED", LintSeverity.Warning, "put the narrower rule first, or exclude in the other what belongs to this one");

    /// <summary>A file defines a name twice.</summary>
    public static LintCode Redefined { get; } = new(
        "LINT_REDEFINED", LintSeverity.Warning, "give one of them another name, or say with 'override' what is to be replaced");

    /// <summary>A part of a condition never holds.</summary>
    public static LintCode AlwaysFalse { get; } = new(
        "LINT_ALWAYS_FALSE", LintSeverity.Warning, "join alternatives with 'or' or 'in', or remove the part");

    /// <summary>A part of a condition always holds.</summary>
    public static LintCode AlwaysTrue { get; } = new(
        "LINT_ALWAYS_TRUE", LintSeverity.Warning, "exclude several values with 'and', as in 'not field in (a, b)', or remove the part");

    /// <summary>A part stands twice beside itself.</summary>
    public static LintCode RepeatedPart { get; } = new(
        "LINT_REPEATED_PART", LintSeverity.Warning, "remove one of the two, or correct the one that was meant otherwise");

    /// <summary>A field is compared with what it never is.</summary>
    public static LintCode ImpossibleValue { get; } = new(
        "LINT_IMPOSSIBLE_VALUE", LintSeverity.Warning, "compare with a value that the field can have");

    /// <summary>What is excepted turns on a text that the watched process chooses.</summary>
    public static LintCode AttackerText { get; } = new(
        "LINT_ATTACKER_TEXT", LintSeverity.Warning,
        "except by what a process cannot choose: proc.exepath, proc.pexepath, the container's image, the user; or by equality with the whole text");

    /// <summary>A glob has no wildcard.</summary>
    public static LintCode PatternWithoutWildcard { get; } = new(
        "LINT_PATTERN_WITHOUT_WILDCARD", LintSeverity.Warning, "use '=', or put '*' where any text may stand");

    /// <summary>A wildcard stands where it is an ordinary character.</summary>
    public static LintCode LiteralWildcard { get; } = new(
        "LINT_LITERAL_WILDCARD", LintSeverity.Warning, "use 'glob' for a pattern, or leave the '*' out");

    /// <summary>A tag looks like a technique of MITRE ATT&amp;CK and is none.</summary>
    public static LintCode AttackTechnique { get; } = new(
        "LINT_ATTACK_TECHNIQUE", LintSeverity.Warning, "write the id as on attack.mitre.org: T1059, T1059.004, TA0002");

    /// <summary>A tag looks like a tactic of MITRE ATT&amp;CK and is none.</summary>
    public static LintCode AttackTactic { get; } = new(
        "LINT_ATTACK_TACTIC", LintSeverity.Warning, "write mitre_ and the tactic's name with underscores, as in mitre_lateral_movement");

    /// <summary>A rule needs events that are delivered on request only.</summary>
    public static LintCode HighVolumeEvents { get; } = new(
        "LINT_HIGH_VOLUME_EVENTS", LintSeverity.Note, "set base_syscalls.all, or turn to the calls that open, connect or rename");

    /// <summary>Kinds of findings besides those of loading.</summary>
    public static ImmutableArray<LintCode> All { get; } =
    [
        RuleNeverMatches, RuleSwitchedOff, RuleShadowed, Redefined, AlwaysFalse, AlwaysTrue, RepeatedPart, ImpossibleValue, AttackerText,
        PatternWithoutWildcard, LiteralWildcard, AttackTechnique, AttackTactic, HighVolumeEvents,
    ];

    /// <summary>The kind of a finding of loading.</summary>
    public static LintCode Of(FindingCode code) => new(
        code.Name, code.IsError ? LintSeverity.Error : LintSeverity.Warning, LoadRemedies.For(code));
}
